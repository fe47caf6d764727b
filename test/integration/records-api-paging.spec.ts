import { TestNode } from '../support/node-app.js';
import type { Body, NewRecord, NodeApi } from '../support/node-api.js';
import { ACROSS, activity, COMMUNITY, donation, facility, NEIGHBOUR } from '../support/sample-records.js';

const UNITS = [COMMUNITY, NEIGHBOUR, ACROSS];

let node: TestNode;
let clerk: NodeApi;

beforeEach(async () => {
  node = await TestNode.start({ unit: '140502' });
  clerk = node.as('clerk');
});
afterEach(() => node?.close());

async function enter(records: readonly NewRecord[]): Promise<string[]> {
  const { body } = await clerk.createBatch(records);
  expect(body.rejected).toEqual([]);
  return body.saved.map((item: Body) => item.record);
}

/** Reads all pages; `between` is called with what has been read so far, before each further page. */
async function readPages(
  query: Record<string, string | number>,
  between: (seen: readonly string[]) => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    if (cursor !== null) await between(seen);
    const { body } = await clerk.list({ ...query, ...(cursor === null ? {} : { cursor }) });
    seen.push(...body.records.map((item: Body) => item.record));
    cursor = body.next;
  } while (cursor !== null);
  return seen;
}

describe('pages', () => {
  it.each([1, 2, 3, 7, 24, 25, 200])('of %d show every record once, in one order', async (limit) => {
    const records = await enter(
      Array.from({ length: 24 }, (_, i) => activity({}, { unit: UNITS[i % 3] ?? COMMUNITY })),
    );
    await enter([facility()]);
    const seen = await readPages({ type: 'activity', limit });
    const byUnit = (unit: number) =>
      records
        .filter((_, i) => i % 3 === unit)
        .sort()
        .reverse();
    expect(seen).toEqual([...byUnit(0), ...byUnit(1), ...byUnit(2)]);
  });

  it('go on behind the same record whatever is entered and withdrawn meanwhile', async () => {
    const stay = await enter(
      Array.from({ length: 30 }, (_, i) => activity({}, { unit: UNITS[i % 3] ?? COMMUNITY })),
    );
    const gone = new Set<string>();
    const seen = await readPages({ type: 'activity', limit: 4 }, async (soFar) => {
      const last = soFar.at(-1) ?? '';
      const unread = stay.find((record) => !soFar.includes(record) && !gone.has(record));
      for (const record of [last, unread]) {
        if (record === undefined || gone.has(record)) continue;
        expect((await clerk.remove(record, { expectedVersion: 1 })).status).toBe(200);
        gone.add(record);
      }
      await enter(UNITS.map((unit) => activity({ title: '新来的' }, { unit })));
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(gone.size).toBeGreaterThan(6);
    for (const record of stay) if (!gone.has(record)) expect(seen).toContain(record);
  });

  it('have no next one where the last is full', async () => {
    await enter([activity(), activity()]);
    expect((await clerk.list({ type: 'activity', limit: 2 })).body.next).toBeNull();
    expect((await clerk.list({ type: 'activity', limit: 1 })).body.next).toEqual(expect.any(String));
  });
});

describe('a list', () => {
  const titles = async (query: Record<string, string>): Promise<string[]> => {
    const { status, body } = await clerk.list({ type: 'activity', ...query });
    expect(status).toBe(200);
    return body.records.map((item: Body) => item.fields.title).sort();
  };

  it('holds a unit’s whole subtree and nothing beside it', async () => {
    await enter(UNITS.map((unit) => activity({ title: unit }, { unit })));
    await enter([activity({ title: '街道' }, { unit: '140502001' })]);
    expect(await titles({ unit: '140502001' })).toEqual([COMMUNITY, NEIGHBOUR, '街道']);
    expect(await titles({ unit: COMMUNITY })).toEqual([COMMUNITY]);
    expect(await titles({})).toHaveLength(4);
  });

  it('is narrowed by day, both days included', async () => {
    const days = ['2005-12-31', '2006-01-01', '2006-06-30', '2006-07-01'];
    await enter(days.map((day) => activity({ title: day, held_on: day })));
    expect(await titles({ from: '2006-01-01', to: '2006-06-30' })).toEqual(['2006-01-01', '2006-06-30']);
    expect(await titles({ from: '2006-06-30' })).toEqual(['2006-06-30', '2006-07-01']);
    expect(await titles({ to: '2005-12-31' })).toEqual(['2005-12-31']);
    expect(await titles({ from: '2007-01-01', to: '2006-01-01' })).toEqual([]);
  });

  it('is narrowed by fields of every kind, several at once', async () => {
    await enter([
      activity({ title: '甲', kind: 'sport', participants: 5, in_training_plan: true, cost: 12.5 }),
      activity({ title: '乙', kind: 'sport', participants: 50, in_training_plan: false, cost: 1250 }),
      activity({ title: '丙', participants: 5 }),
    ]);
    expect(await titles({ filter: 'kind:sport' })).toEqual(['乙', '甲']);
    expect(await titles({ filter: 'title:丙' })).toEqual(['丙']);
    expect(await titles({ filter: 'participants:5' })).toEqual(['丙', '甲']);
    expect(await titles({ filter: 'in_training_plan:true' })).toEqual(['甲']);
    expect(await titles({ filter: 'cost:12.50' })).toEqual(['甲']);
    expect(await titles({ filter: 'cost:1250' })).toEqual(['乙']);
    const both = new URLSearchParams('type=activity&filter=kind:sport&filter=participants:5');
    expect((await clerk.list(both)).body.records).toHaveLength(1);
  });

  it('compares numbers by their value', async () => {
    await enter([facility({ floor_area_m2: 12.5 })]);
    for (const text of ['12.5', '12.50', '1.25e1']) {
      const { body } = await clerk.list({ type: 'facility', filter: `floor_area_m2:${text}` });
      expect(body.records).toHaveLength(1);
    }
    await enter([donation({ amount: 0.29 })]);
    const { body } = await clerk.list({ type: 'fund-flow', filter: 'amount:0.29' });
    expect(body.records[0].fields.amount).toBe(0.29);
  });

  it('holds withdrawn records only where they are asked for', async () => {
    const [kept, gone] = await enter([activity({ title: '留' }), activity({ title: '去' })]);
    await clerk.remove(gone ?? '', { expectedVersion: 1 });
    const ids = async (status?: string): Promise<string[]> =>
      (await clerk.list({ type: 'activity', ...(status ? { status } : {}) })).body.records.map(
        (item: Body) => item.record,
      );
    expect(await ids()).toEqual([kept]);
    expect(await ids('deleted')).toEqual([gone]);
    expect(await ids('counted')).toEqual([kept]);
    expect(await ids('quarantined')).toEqual([]);
  });
});
