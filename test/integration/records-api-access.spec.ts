import { randomUUID } from 'node:crypto';
import { TestNode } from '../support/node-app.js';
import type { ApiAnswer, Body, NodeApi } from '../support/node-api.js';
import { ACROSS, activity, COMMUNITY, facility, NEIGHBOUR, person } from '../support/sample-records.js';

const STREET = '140502001';

/** Runs a node of its own. */
const CHILD = '140502002';

let node: TestNode;
let clerk: NodeApi;

beforeAll(async () => {
  node = await TestNode.start({
    unit: '140502',
    callers: [`clerk:${COMMUNITY}`, `clerk:${STREET}`, `administrator:${STREET}`],
    variables: { CHILD_NODES: CHILD },
  });
  clerk = node.as('clerk');
});
afterAll(() => node?.close());

function outcome({ status, body }: ApiAnswer): [number, string | undefined] {
  return [status, body.code];
}

/** Everything that a caller can do with records, against one record of the neighbour community. */
async function tryEverything(
  api: NodeApi,
  record: string,
): Promise<Record<string, [number, string | undefined]>> {
  const change = { expectedVersion: 1, fields: activity().fields };
  return {
    create: outcome(await api.create(activity({}, { unit: NEIGHBOUR }))),
    batch: outcome(await api.createBatch([activity({}, { unit: NEIGHBOUR })])),
    list: outcome(await api.list({ type: 'activity', unit: NEIGHBOUR })),
    read: outcome(await api.read(record)),
    correct: outcome(await api.correct(record, change)),
    remove: outcome(await api.remove(record, { expectedVersion: 1 })),
  };
}

describe('who may', () => {
  let record: string;
  beforeAll(async () => {
    record = (await clerk.create(activity({}, { unit: NEIGHBOUR }))).body.record;
  });

  it.each([
    ['nobody without a token', undefined, 'token_missing'],
    ['nobody with another token', 'x'.repeat(32), 'token_invalid'],
    ['nobody with half a token', 'a b', 'token_missing'],
  ])('%s', async (_who, token, code) => {
    const answers = await tryEverything(node.withToken(token), record);
    for (const answer of Object.values(answers)) expect(answer).toEqual([401, code]);
  });

  it('an administrator reads and never writes', async () => {
    const before = await node.stored();
    const refused = [403, 'role_insufficient'];
    expect(await tryEverything(node.as('administrator'), record)).toEqual({
      create: refused,
      batch: refused,
      list: [200, undefined],
      read: [200, undefined],
      correct: refused,
      remove: refused,
    });
    expect(await node.stored()).toEqual(before);
  });

  it('an operator does not look into records', async () => {
    const answers = await tryEverything(node.as('operator'), record);
    for (const answer of Object.values(answers)) expect(answer).toEqual([403, 'role_insufficient']);
  });

  it('only an operator audits and recounts', async () => {
    for (const role of ['clerk', 'administrator'] as const) {
      expect(outcome(await node.as(role).audit())).toEqual([403, 'role_insufficient']);
      expect(outcome(await node.as(role).recount())).toEqual([403, 'role_insufficient']);
    }
  });

  it('a clerk of one community has no hand in another', async () => {
    const before = await node.stored();
    const { batch, ...others } = await tryEverything(node.as('clerk', COMMUNITY), record);
    for (const answer of Object.values(others)) expect(answer).toEqual([403, 'scope_exceeded']);
    expect(batch).toEqual([200, undefined]);
    const { body } = await node.as('clerk', COMMUNITY).createBatch([activity({}, { unit: NEIGHBOUR })]);
    expect(body.rejected).toEqual([expect.objectContaining({ index: 0, code: 'scope_exceeded' })]);
    expect(await node.stored()).toEqual(before);
  });

  it('a caller sees figures of its own subtree only', async () => {
    const street = node.as('administrator', STREET);
    expect((await street.indicator('activities')).body.unit).toBe(STREET);
    expect(outcome(await street.indicator('activities', { unit: COMMUNITY }))).toEqual([200, 'activities']);
    for (const unit of ['140502', ACROSS]) {
      expect(outcome(await street.indicator('activities', { unit }))).toEqual([403, 'scope_exceeded']);
    }
  });
});

describe('where a record is entered', () => {
  it.each([
    ['at the node of the unit itself', activity({}, { unit: CHILD }), 409, 'unit_not_here'],
    ['at the node of a unit above it', activity({}, { unit: `${CHILD}001` }), 409, 'unit_not_here'],
    ['within the jurisdiction', activity({}, { unit: '140521' }), 403, 'scope_exceeded'],
    ['never below by a unit above', activity({}, { unit: '1405' }), 403, 'scope_exceeded'],
    ['at its type’s level', facility({}, { unit: '140502' }), 422, 'unit_level_wrong'],
    ['for a unit that exists', activity({}, { unit: '140502999' }), 404, 'unit_unknown'],
    ['for a unit code', activity({}, { unit: '1405020' }), 400, 'unit_code_invalid'],
  ])('%s', async (_where, record, status, code) => {
    const before = await node.stored();
    expect(outcome(await clerk.create(record))).toEqual([status, code]);
    expect(await node.stored()).toEqual(before);
  });

  it('is also where it is corrected and withdrawn', async () => {
    const { record } = (await clerk.create(activity())).body;
    await node.query('UPDATE origin SET local = false WHERE origin = $1', [COMMUNITY]);
    try {
      const correction = clerk.correct(record, { expectedVersion: 1, fields: activity().fields });
      expect(outcome(await correction)).toEqual([409, 'unit_not_here']);
      expect(outcome(await clerk.remove(record, { expectedVersion: 1 }))).toEqual([409, 'unit_not_here']);
    } finally {
      await node.query('UPDATE origin SET local = true WHERE origin = $1', [COMMUNITY]);
    }
  });

  it('is closed while the log is frozen', async () => {
    await clerk.create(activity({}, { unit: ACROSS }));
    await node.query("UPDATE origin SET frozen_code = 'frame_fork' WHERE origin = $1", [ACROSS]);
    expect(outcome(await clerk.create(activity({}, { unit: ACROSS })))).toEqual([409, 'origin_frozen']);
    expect(outcome(await clerk.create(activity()))).toEqual([201, undefined]);
  });
});

describe('how high a field is seen', () => {
  const AT_DISTRICT = ['category', 'person_key', 'registered_on', 'served'];
  const AT_STREET = [...AT_DISTRICT, 'birth_year', 'sex'].sort();
  const AT_COMMUNITY = [...AT_STREET, 'id_no', 'name', 'note', 'phone'].sort();

  it.each([
    ['district', '140502', AT_DISTRICT],
    ['street', STREET, AT_STREET],
    ['community', COMMUNITY, AT_COMMUNITY],
  ])('by a clerk of the %s', async (level, unit, names) => {
    const made = await node.as('clerk', COMMUNITY).create(person({ person_key: `of the ${level}` }));
    const { record } = made.body;
    const api = node.as('clerk', unit);
    const { body } = await api.read(record);
    const listed = (await api.list({ type: 'person', unit: COMMUNITY })).body.records;
    const found = listed.find((item: Body) => item.record === record);
    for (const fields of [body.fields, body.history[0].fields, found.fields]) {
      expect(Object.keys(fields).sort()).toEqual(names);
    }
  });

  it('is not found out by a filter', async () => {
    for (const filter of ['name:李四', 'sex:f', 'birth_year:1950']) {
      expect(outcome(await clerk.list({ type: 'person', filter }))).toEqual([400, 'query_invalid']);
    }
  });

  it('goes for versions that another log claims for the record, too', async () => {
    const { record } = (await clerk.create(activity({ title: '本社区' }))).body;
    await clerk.create(activity({ title: '别处的内容' }, { unit: NEIGHBOUR, record: randomUUID() }));
    await node.query(
      `INSERT INTO log_entry (origin_id, seq, record, version, header, city, district, street, community, chain)
       SELECT origin_id, seq + 1000, $1, 2, header, city, district, street, community, chain FROM log_entry
       WHERE origin_id = (SELECT id FROM origin WHERE origin = $2) ORDER BY seq DESC LIMIT 1`,
      [record, NEIGHBOUR],
    );
    const { body } = await clerk.read(record);
    expect(body.history.map((version: Body) => version.fields.title)).toEqual(['本社区']);
  });
});
