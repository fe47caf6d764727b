import { randomUUID } from 'node:crypto';
import { sampleOf, type Sample } from '../support/examples.js';
import type { Operation } from '../support/operations.js';
import { activity, COMMUNITY, facility } from '../../support/sample-records.js';
import { laterDay } from '../../support/written-obligations.js';
import { CHILD, DISTRICT, MARK, type WalkedWorld } from './walked-world.js';

/** The example of GB 11643-1999. */
const ID_NUMBER = '11010519491231002X';

const RECORD = '/api/v1/records';
const IMPORT = '/api/v1/imports/{import}';
const CLOSING = '/api/v1/periods/closings/{id}';
const PROPOSAL = '/api/v1/catalogues/proposals/{id}';
const PAIRING = '/api/v1/nodes/pairings/{id}';
const NODE = '/api/v1/nodes/{unit}';
const ACCOUNT = '/api/v1/accounts/{id}';
const BEHIND = '/api/v1/indicators/{code}/terms/{term}';
const REORGANISATIONS = '/api/v1/units/reorganisations';

/** What a parameter of this name asks for, wherever it stands. */
const BY_PARAMETER: Readonly<Record<string, (world: WalkedWorld) => string>> = {
  record: ({ record }) => record,
  import: (world) => world.import,
  unit: () => DISTRICT,
  origin: () => COMMUNITY,
  type: () => 'facility',
  format: () => 'csv',
  level: () => 'community',
  at: () => '2006-12-31',
  rows: () => 'all',
};

type Known = (world: WalkedWorld) => Partial<Sample>;

const path = (given: Record<string, string>): Partial<Sample> => ({ path: given });
const body = (given: unknown): Partial<Sample> => ({ body: given });
const indicator: Known = () => path({ code: 'facilities' });
const closing: Known = (world) => path({ id: world.closing });
const proposal: Known = (world) => path({ id: world.proposal });
const pairing: Known = (world) => path({ id: world.pairing });
const unit: Known = () => path({ code: DISTRICT });
const account: Known = (world) => path({ id: world.account });
const child: Known = () => path({ unit: CHILD });
const change = { kind: 'rename', code: COMMUNITY, name: '新名' };
const reorganisation: Known = () => body({ effectiveOn: '2024-01-01', title: MARK, changes: [change] });

/** What the description cannot say of an operation. */
const BY_OPERATION: Readonly<Record<string, Known>> = {
  'GET /api/v1/units/{code}': unit,
  'PATCH /api/v1/units/{code}': () => ({ path: { code: COMMUNITY }, body: { kind: 'rural' } }),
  'GET /api/v1/units/{code}/children': unit,
  [`POST ${RECORD}`]: () => body(activity({ title: MARK })),
  [`POST ${RECORD}/batch`]: () => body({ records: [activity({ title: MARK })] }),
  [`PUT ${RECORD}/{record}`]: ({ second }) => ({
    path: { record: second },
    body: { expectedVersion: 1, fields: facility({ name: MARK }).fields },
  }),
  [`DELETE ${RECORD}/{record}`]: ({ report }) => ({
    path: { record: report },
    query: { expectedVersion: '1' },
  }),
  [`POST ${RECORD}/{record}/erasure`]: ({ report }) => ({
    path: { record: report },
    body: { expectedVersion: 9, ground: 'other' },
  }),
  'POST /api/v1/persons/key': () => body({ idNumber: ID_NUMBER }),
  'POST /api/v1/persons/search': () => body({ idNumber: ID_NUMBER }),
  'POST /api/v1/persons/erasure': () => body({ idNumber: ID_NUMBER, ground: 'other' }),
  'POST /api/v1/operations/logs/{origin}/new-epoch': () => body({ reason: MARK, dryRun: true }),
  'POST /api/v1/announcements': ({ today }) =>
    body({ unit: DISTRICT, title: MARK, text: MARK, validFrom: today }),
  'POST /api/v1/targets': () =>
    body({ unit: DISTRICT, indicator: 'organisations', period: '2006', value: 1 }),
  'POST /api/v1/targets/allocations': () =>
    body({ indicator: 'facilities', period: '2007', value: 1, shares: [{ unit: DISTRICT, value: 1 }] }),
  'POST /api/v1/returns': ({ record, today }) =>
    body({ record, version: 1, reason: MARK, deadline: laterDay(today, 9) }),
  'POST /api/v1/assignments': ({ request, today }) =>
    body({ unit: DISTRICT, record: request, due: laterDay(today, 9) }),
  'POST /api/v1/periods/unlocks': ({ today }) =>
    body({
      ...{ unit: COMMUNITY, type: 'environment-report', period: '2006-02' },
      ...{ reason: MARK, until: laterDay(today, 5) },
    }),
  'POST /api/v1/catalogues': ({ catalogue }) => body({ ...catalogue, version: 'issued' }),
  'POST /api/v1/imports': () => body(`名称\n${MARK}\n`),
  [`PUT ${IMPORT}/mapping`]: () => body({ fields: { name: 0 }, unit: { value: COMMUNITY } }),
  [`POST ${IMPORT}/commit`]: () => body({}),
  'GET /api/v1/exports/indicators/{code}': indicator,
  'GET /api/v1/indicators/{code}': indicator,
  'GET /api/v1/indicators/{code}/series': () => ({
    ...{ path: { code: 'facilities' }, query: { from: '2005-01-01', to: '2006-12-31' } },
  }),
  'GET /api/v1/indicators/{code}/ranking': indicator,
  [`GET ${BEHIND}/records`]: () => path({ code: 'facilities', term: 'n' }),
  [`GET ${BEHIND}/units`]: () => path({ code: 'nine-ok', term: 'n' }),
  'GET /api/v1/periods/completeness': () => ({ query: { type: 'environment-report', year: '2006' } }),
  'POST /api/v1/periods/closings': () => body({ unit: DISTRICT, period: '2006-01' }),
  [`GET ${CLOSING}`]: closing,
  [`GET ${CLOSING}/causes`]: (world) => ({ ...closing(world), query: { indicator: 'waste-sorted' } }),
  [`POST ${REORGANISATIONS}/preview`]: reorganisation,
  [`POST ${REORGANISATIONS}`]: reorganisation,
  'POST /api/v1/catalogues/proposals': ({ catalogue }) =>
    body({ ...catalogue, version: `proposed-${randomUUID()}` }),
  [`GET ${PROPOSAL}`]: proposal,
  [`GET ${PROPOSAL}/effect`]: proposal,
  [`POST ${PROPOSAL}/sign`]: (world) => ({ ...proposal(world), body: {} }),
  [`POST ${PROPOSAL}/withdraw`]: (world) => ({ ...proposal(world), body: {} }),
  [`POST ${PAIRING}/approve`]: pairing,
  [`POST ${PAIRING}/refuse`]: pairing,
  'POST /api/v1/nodes/pairings': () => body({ unit: CHILD, replace: true }),
  [`POST ${NODE}/hand-over`]: child,
  [`POST ${NODE}/take-back`]: child,
  [`POST ${NODE}/stay`]: child,
  [`POST ${NODE}/suspend`]: () => ({ path: { unit: CHILD }, body: { reason: MARK } }),
  [`POST ${NODE}/resume`]: child,
  [`POST ${NODE}/revoke`]: () => ({ path: { unit: CHILD }, body: { reason: 'lost' } }),
  'POST /api/v1/accounts': () =>
    body({ name: `w${randomUUID().slice(0, 8)}`, displayName: MARK, roles: ['clerk'], unit: DISTRICT }),
  [`GET ${ACCOUNT}`]: account,
  [`PATCH ${ACCOUNT}`]: (world) => ({ ...account(world), body: { displayName: MARK } }),
  [`POST ${ACCOUNT}/password`]: account,
  [`POST ${ACCOUNT}/second-factor/end`]: account,
  'GET /api/v1/quality/warnings': () => ({ query: { type: 'environment-report' } }),
  'POST /api/v1/quality/acknowledgements': ({ report }) =>
    body({ record: report, version: 1, code: 'value_jump', field: 'waste_t', reason: MARK }),
};

/** A request that names something of the district wherever the operation takes a name. */
export function walkedSample(operation: Operation, world: WalkedWorld): Sample {
  const sample = sampleOf(operation, BY_OPERATION[operation.name]?.(world));
  const named = (place: 'path' | 'query', given: Readonly<Record<string, string>>) => {
    const fillIn = operation.parameters.flatMap(({ in: where, name }) => {
      const value = where === place ? BY_PARAMETER[name]?.(world) : undefined;
      return value === undefined ? [] : [[name, value] as const];
    });
    const own = BY_OPERATION[operation.name]?.(world)[place];
    return { ...given, ...Object.fromEntries(fillIn), ...own };
  };
  return { ...sample, path: named('path', sample.path), query: named('query', sample.query) };
}
