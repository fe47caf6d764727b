import { readFile } from 'node:fs/promises';
import { ROLES, type Role } from '#core/access';
import { LikenessIndex } from '#features/quality';
import { productFile } from '#platform/config';
import { Database, recordPairing } from '#platform/storage';
import { upload } from '../../support/imports.js';
import type { ApiAnswer, Body } from '../../support/node-api.js';
import { TestNode } from '../../support/node-app.js';
import { COMMUNITY, facility, NEIGHBOUR, request, waste } from '../../support/sample-records.js';
import { laterDay } from '../../support/written-obligations.js';

export const CITY = '1405';
export const DISTRICT = '140502';
/** Beside the district: whoever acts for it has nothing to do with what is there. */
export const BESIDE = '140581';
/** A unit of the district with a node of its own. */
export const CHILD = '140502100';

/** Stands in every text that is given for the district, and nowhere else. */
export const MARK = '标记七三九一';

/** A node of the city with something of everything in one district. */
export interface WalkedWorld {
  readonly node: TestNode;
  readonly today: string;
  readonly catalogue: Body;
  readonly record: string;
  /** Of the community beside. */
  readonly second: string;
  readonly report: string;
  readonly request: string;
  readonly import: string;
  readonly closing: string;
  readonly pairing: string;
  readonly proposal: string;
  /** Of a clerk of the district. */
  readonly account: string;
  close(): Promise<void>;
}

async function made(answer: Promise<ApiAnswer>): Promise<Body> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`the world lacks something: ${JSON.stringify(body)}`);
  return body;
}

export async function walkedWorld(): Promise<WalkedWorld> {
  const of = (unit: string): `${Role}:${string}`[] =>
    ROLES.map((role): `${Role}:${string}` => `${role}:${unit}`);
  const callers = [...of(DISTRICT), ...of(BESIDE)];
  const node = await TestNode.start({
    unit: CITY,
    callers,
    variables: { CHILD_NODES: CHILD, RATE_UNKNOWN_PER_MINUTE: '0' },
  });
  const close = (): Promise<void> => node.close();
  try {
    const today = new Date().toISOString().slice(0, 10);
    const catalogue = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
    const paired = { unit: CHILD, level: 'street', fingerprint: 'f'.repeat(43), version: null } as const;
    await recordPairing(node.app.get(Database).sql, paired);
    const entered = await enterRecords(node);
    await saySomething(node, entered.record, today);
    const sheet = await made(upload(node.as('clerk'), 'facility', `名称\n${MARK}\n`, { name: MARK }));
    const post = (role: Role, path: string, body: unknown) => made(node.as(role).send('POST', path, body));
    const closing = await post('administrator', '/api/v1/periods/closings', {
      ...{ unit: DISTRICT, period: '2006-Q1', reason: MARK },
    });
    const pairing = await post('operator', '/api/v1/nodes/pairings', { unit: DISTRICT });
    const proposed = { ...catalogue, version: 'proposed' };
    const proposal = await post('administrator', '/api/v1/catalogues/proposals', proposed);
    const walked = { name: 'walked', displayName: MARK, roles: ['clerk'], unit: DISTRICT };
    const { account } = await post('administrator', '/api/v1/accounts', walked);
    const ids = {
      account: account.id,
      import: sheet.id,
      closing: closing.id,
      pairing: pairing.id,
      proposal: proposal.id,
    };
    return { node, today, catalogue, ...entered, ...ids, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function enterRecords(
  node: TestNode,
): Promise<Pick<WalkedWorld, 'record' | 'second' | 'report' | 'request'>> {
  const clerk = node.as('clerk');
  const enter = async (draft: ReturnType<typeof facility>): Promise<string> =>
    (await made(clerk.create(draft))).record;
  const record = await enter(facility({ name: MARK }));
  const second = await enter(facility({ name: `${MARK} 二` }, { unit: NEIGHBOUR }));
  await enter(waste({}, { period: '2006-01' }));
  const report = await enter(waste({ waste_t: 105 }, { period: '2006-02' }));
  const asked = await enter(request({ title: MARK, request_no: MARK }));
  await node.app.get(LikenessIndex).run();
  return { record, second, report, request: asked };
}

/** A directive of each kind, for the district. */
async function saySomething(node: TestNode, record: string, today: string): Promise<void> {
  const say = (path: string, body: object) =>
    made(node.as('administrator').send('POST', `/api/v1/${path}`, body));
  await say('announcements', { unit: DISTRICT, title: MARK, text: MARK, validFrom: today });
  await say('targets', { unit: DISTRICT, indicator: 'organisations', period: '2006', value: 73_910_047 });
  await say('returns', { record, version: 1, reason: MARK, deadline: laterDay(today, 9) });
  await say('assignments', { unit: DISTRICT, reference: MARK, due: laterDay(today, 9), note: MARK });
  const until = laterDay(today, 5);
  await say('periods/unlocks', {
    ...{ unit: COMMUNITY, type: 'environment-report', period: '2006-01', reason: MARK, until },
  });
}
