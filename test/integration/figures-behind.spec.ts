import { readFileSync } from 'node:fs';
import { loadCatalogue } from '#core/catalogue';
import { productFile } from '#platform/config';
import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import {
  allUnits,
  chooseUnits,
  planRecords,
  readTree,
  RecordSource,
} from '../../apps/demo/src/world/index.js';
import type { Body, NewRecord } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';

/*
 * The way down adds up: the records and units that are shown behind each term of each indicator come to the term's value.
 */

const SEED = runSeed();
const RECORDS = 900;
const BATCH = 300;
const [CITY = '', DISTRICT = '', STREET = '', COMMUNITY = ''] = ONE_BRANCH;

/** Made of what units owe and when nodes spoke: the grid of reports and the health of nodes show these. */
const NOT_MADE_OF_RECORDS = new Set(['report-complete', 'report-on-time', 'platform-live']);

const document: Body = JSON.parse(
  readFileSync(productFile('data', 'catalogue', 'jincheng-2005.json'), 'utf8'),
);
const random = new SeededRandom(SEED);

let node: TestNode;
const entered: NewRecord[] = [];

beforeAll(async () => {
  node = await TestNode.start({
    unit: DISTRICT,
    callers: [`administrator:${STREET}`, `administrator:${COMMUNITY}`],
  });
  const catalogue = loadCatalogue(document);
  const near = (await readTree()).filter(
    ({ code }) => code.startsWith(DISTRICT) || DISTRICT.startsWith(code),
  );
  const chosen = chooseUnits(near, [CITY, DISTRICT, STREET, COMMUNITY]);
  const source = new RecordSource(catalogue, allUnits(chosen), random.between(0, 1_000_000));
  const planned = planRecords(catalogue, chosen, RECORDS).filter(({ unit }) =>
    unit.code.startsWith(DISTRICT),
  );
  for (let start = 0; start < planned.length; start += BATCH) {
    const records = planned.slice(start, start + BATCH).map(({ type, unit }) => source.next(type, unit));
    const { body } = await node.as('clerk').createBatch(records);
    const rejected = new Set(body.rejected.map(({ index }: Body) => index));
    entered.push(...records.filter((_, index) => !rejected.has(index)));
  }
}, 120_000);

afterAll(() => node?.close());

const administrator = () => node.as('administrator');

/** All pages of a list. */
async function allOf(path: string, name: 'records' | 'units', limit: number): Promise<Body[]> {
  const found: Body[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Body = await administrator().get(
      `${path}&limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    expect(page.status).toBe(200);
    found.push(...page.body[name]);
    cursor = page.body.next;
  }
  return found;
}

const sumOf = (records: readonly Body[]): number => records.reduce((sum, { value }) => sum + value, 0);

function expectClose(told: object, actual: number, written: number): void {
  const close = Math.abs(actual - written) <= 1e-9 * Math.max(1, Math.abs(written));
  expect({ ...told, value: close ? written : actual }).toEqual({ ...told, value: written });
}

/** Records add up to the value; where different values are counted, to as many different ones. */
function expectRecords(told: object, source: Body, records: readonly Body[], value: number | null): void {
  const distinct = source.agg === 'countDistinct';
  const items = new Set(records.map(({ record }) => record.fields[source.field]));
  expectClose(told, distinct ? items.size : sumOf(records), value ?? 0);
  const ids = records.map(({ record }) => record.record);
  expect(new Set(ids).size).toBe(ids.length);
}

const measures = new Map<string, Body>(document.measures.map((item: Body) => [item.code, item]));
const codes: string[] = document.indicators.map(({ code }: Body) => code);

describe(`behind every figure (TEST_SEED=${SEED})`, () => {
  it.each(codes.filter((code) => !NOT_MADE_OF_RECORDS.has(code)))(
    'of %s stand its records and units',
    async (code) => {
      const definition = document.indicators.find((item: Body) => item.code === code);
      for (const unit of [DISTRICT, STREET, COMMUNITY]) {
        const at = random.pick(['2005-12-31', '2006-06-30', '2006-12-31', '2007-12-31']);
        const query = `unit=${unit}&at=${at}&period=${random.pick(['month', 'quarter', 'year'])}`;
        const { body } = await administrator().get(`/api/v1/indicators/${code}?${query}`);
        for (const [name, source] of Object.entries<Body>(definition.terms)) {
          const path = `/api/v1/indicators/${code}/terms/${name}`;
          const told = { seed: SEED, code, name, query };
          if (source.measure) {
            const units = await allOf(`${path}/units?${query}`, 'units', 70);
            const counted = units.filter(
              ({ value }) => value !== null || measures.get(source.measure).missing === 'false',
            );
            const ways: Body = {
              all: counted.length,
              true: units.filter(({ value }) => value === true).length,
              unknown: units.filter(({ value }) => value === null).length,
              total: sumOf(units.filter(({ value }) => typeof value === 'number')),
            };
            expectClose(told, ways[source.agg], body.terms[name]);
          } else if (source.from === 'region') {
            expectClose(told, (await allOf(`${path}/units?${query}`, 'units', 70)).length, body.terms[name]);
          } else {
            const records = await allOf(`${path}/records?${query}`, 'records', random.pick([3, 50, 200]));
            expectRecords(told, source, records, body.terms[name]);
          }
        }
      }
    },
    60_000,
  );

  it.each([...measures.keys()])(
    'of each unit of the measure %s stand the records of its terms',
    async (code) => {
      const owner = document.indicators.find((item: Body) =>
        Object.values<Body>(item.terms).some(({ measure }) => measure === code),
      );
      if (!owner) return expect(codes).not.toHaveLength(0);
      const [name] = Object.entries<Body>(owner.terms).find(([, { measure }]) => measure === code) ?? [];
      const path = `/api/v1/indicators/${owner.code}/terms/${name}`;
      const units = await allOf(`${path}/units?unit=${DISTRICT}&at=2006-12-31`, 'units', 200);
      const known = units.filter(({ terms }) => Object.values(terms).some((value) => Number(value) > 0));
      for (const { unit, terms } of known.slice(0, 3)) {
        for (const [inner, source] of Object.entries<Body>(measures.get(code).terms)) {
          if (['region', 'report-status', 'sync-status'].includes(source.from)) continue;
          const records = await allOf(
            `${path}/records?unit=${unit}&at=2006-12-31&measureTerm=${inner}`,
            'records',
            50,
          );
          expectRecords({ code, inner, unit }, source, records, terms[inner]);
        }
      }
    },
    60_000,
  );
});

describe('the way down', () => {
  const someOf = (path: string, unit: string, caller = unit) =>
    node.as('administrator', caller).get(`/api/v1/indicators/${path}?unit=${unit}&at=2006-12-31`);

  it('shows fields as high as they may be seen, and no unit outside of the caller’s', async () => {
    const person = entered.find(({ type, unit }) => type === 'person' && unit.startsWith(STREET));
    expect(person?.fields.name).toBeDefined();
    const terms = document.indicators.flatMap((item: Body) =>
      Object.entries<Body>(item.terms).flatMap(([name, { from, window }]) =>
        from === 'person' && window === undefined ? `${item.code}/terms/${name}/records` : [],
      ),
    );
    const { body } = await someOf(terms[0], DISTRICT);
    const shown = body.records.filter(({ record }: Body) => record.type === 'person');
    expect(shown.length).toBeGreaterThan(0);
    for (const { record } of shown) expect(record.fields).not.toHaveProperty('name');
    expect((await someOf(terms[0], DISTRICT, STREET)).body.code).toBe('scope_exceeded');
  });

  it('says which terms there are not, and where to look for what is not made of records', async () => {
    expect((await someOf('libraries/terms/nonsense/records', DISTRICT)).body).toMatchObject({
      code: 'term_unknown',
      params: { code: 'libraries', term: 'nonsense' },
    });
    expect((await someOf('report-complete/terms/n/records', DISTRICT)).body.code).toBe(
      'term_without_records',
    );
    expect((await someOf('libraries/terms/n/units', DISTRICT)).body.code).toBe('term_without_units');
    expect((await someOf('nonsense/terms/n/records', DISTRICT)).body.code).toBe('indicator_unknown');
  });

  it('refuses an operator, a page that there is not, and a measure’s term that there is not', async () => {
    const operator = await node.as('operator').get('/api/v1/indicators/libraries/terms/n/records');
    expect(operator.body.code).toBe('role_insufficient');
    for (const bad of ['cursor=%00', 'cursor=zzz', 'limit=0', 'limit=201', 'limit=x']) {
      const { status } = await administrator().get(`/api/v1/indicators/libraries/terms/n/records?${bad}`);
      expect([bad, status]).toEqual([bad, 400]);
    }
    const { body } = await administrator().get(
      '/api/v1/indicators/house-ok/terms/n/records?measureTerm=nonsense',
    );
    expect(body.code).toBe('term_unknown');
  });
});
