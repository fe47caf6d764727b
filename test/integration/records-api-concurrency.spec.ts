import { randomUUID } from 'node:crypto';
import { TestNode } from '../support/node-app.js';
import type { ApiAnswer, NodeApi } from '../support/node-api.js';
import { Outsider } from '../support/outsider.js';
import { activity, COMMUNITY, facility, request } from '../support/sample-records.js';

const AT_ONCE = 20;
const UNITS = Array.from({ length: 10 }, (_, i) => `1405020010${String(i + 1).padStart(2, '0')}`);

let node: TestNode;
let clerk: NodeApi;

beforeAll(async () => {
  node = await TestNode.start({ unit: '140502' });
  clerk = node.as('clerk');
});
afterAll(() => node?.close());

/** Whatever happened: logs without gaps, chains that hold, cells that equal their recount. */
afterEach(async () => {
  const { body } = await node.as('operator').audit();
  expect(body).toMatchObject({ chainOk: true, recountOk: true });
  const gaps = await node.query(
    `SELECT o.origin FROM origin o LEFT JOIN log_entry l ON l.origin_id = o.id
     GROUP BY o.id HAVING o.head_seq <> count(l.seq) OR o.head_seq <> coalesce(max(l.seq), 0)`,
  );
  expect(gaps).toEqual([]);
});

function together(send: (index: number) => Promise<ApiAnswer>): Promise<ApiAnswer[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, (_, index) => send(index)));
}

/** How many answers there were of each kind. */
function tally(answers: readonly ApiAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const kind = body.code ?? (body.repeated ? 'repeated' : String(status));
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

describe('records entered at once', () => {
  it('of one unit get the numbers from 1 on', async () => {
    const unit = '140502003001';
    const answers = await together((index) => clerk.create(activity({ participants: index }, { unit })));
    const seqs = answers.map(({ body }) => body.seq).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: AT_ONCE }, (_, index) => index + 1));
  });

  it('of many units that never had a log do not wait for each other in a circle', async () => {
    const answers = await together((index) => {
      const order = index % 2 === 0 ? UNITS : [...UNITS].reverse();
      return clerk.createBatch(order.map((unit) => activity({}, { unit })));
    });
    for (const { status, body } of answers) expect([status, body.rejected]).toEqual([200, []]);
    const heads = await node.query('SELECT head_seq FROM origin WHERE origin = ANY ($1)', [UNITS]);
    expect(heads).toEqual(UNITS.map(() => ({ head_seq: String(AT_ONCE) })));
  });

  it('with one natural key are one record, and the refusals name it', async () => {
    const answers = await together(() => clerk.create(facility({ name: '同名' })));
    expect(tally(answers)).toEqual({ 201: 1, record_exists: AT_ONCE - 1 });
    const winner = answers.find(({ status }) => status === 201)?.body.record;
    for (const { status, body } of answers) if (status !== 201) expect(body.details.record).toBe(winner);
  });

  it('with one natural key in many units are one record, too', async () => {
    const answers = await together((index) =>
      clerk.create(request({ request_no: '2006-0001' }, { unit: UNITS[index % UNITS.length] ?? COMMUNITY })),
    );
    expect(tally(answers)).toEqual({ 201: 1, record_exists: AT_ONCE - 1 });
  });

  it('in batches that share keys are saved once each', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => `批 ${index}`);
    const answers = await together((index) => {
      const order = index % 2 === 0 ? keys : [...keys].reverse();
      const unit = UNITS[index % UNITS.length] ?? COMMUNITY;
      return clerk.createBatch(order.map((request_no) => request({ request_no }, { unit })));
    });
    const saved = answers.flatMap(({ body }) => body.saved);
    const rejected = answers.flatMap(({ body }) => body.rejected);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect([saved.length, rejected.length]).toEqual([keys.length, keys.length * (AT_ONCE - 1)]);
    expect(new Set(rejected.map((item) => item.code))).toEqual(new Set(['record_exists']));
  });
});

describe('one id sent many times at once', () => {
  it('with one content is one record', async () => {
    const record = randomUUID();
    const answers = await together(() => clerk.create(activity({}, { record })));
    expect(tally(answers)).toEqual({ 201: 1, repeated: AT_ONCE - 1 });
  });

  it('from many units belongs to the first', async () => {
    const record = randomUUID();
    const answers = await together((index) =>
      clerk.create(activity({}, { record, unit: UNITS[index % UNITS.length] ?? COMMUNITY })),
    );
    const counts = tally(answers);
    expect(counts['201']).toBe(1);
    expect((counts['record_id_taken'] ?? 0) + (counts['repeated'] ?? 0)).toBe(AT_ONCE - 1);
    const owner = answers.find(({ status, body }) => status === 201 && !body.repeated)?.body.unit;
    expect((await clerk.read(record)).body).toMatchObject({ unit: owner, version: 1 });
  });
});

describe('an id that is taken between two looks', () => {
  it('is found out at the second', async () => {
    const outsider = await Outsider.connect(node.databaseUrl);
    const [wanted, other] = [randomUUID(), (await clerk.create(activity())).body.record];
    const rename = 'UPDATE record SET record = $1 WHERE record = $2';
    try {
      await outsider.run('BEGIN; LOCK TABLE record IN SHARE MODE');
      const pending = clerk.create(activity({}, { record: wanted, unit: '140502003001' }));
      await outsider.waiting(1);
      await outsider.run(rename, [wanted, other]);
      await outsider.run('COMMIT');
      expect((await pending).body.code).toBe('record_id_taken');
    } finally {
      await outsider.run('ROLLBACK');
      await outsider.run(rename, [other, wanted]);
      await outsider.close();
    }
  });
});

describe('corrections at once', () => {
  it('are won by exactly one', async () => {
    const { record } = (await clerk.create(activity({ participants: 0 }))).body;
    const answers = await together((index) =>
      clerk.correct(record, { expectedVersion: 1, fields: activity({ participants: index + 1 }).fields }),
    );
    expect(tally(answers)).toEqual({ 200: 1, version_conflict: AT_ONCE - 1 });
    const winner = answers.findIndex(({ status }) => status === 200);
    const { body } = await clerk.read(record);
    expect([body.version, body.fields.participants]).toEqual([2, winner + 1]);
  });

  it('and withdrawals as well', async () => {
    const { record } = (await clerk.create(activity())).body;
    const answers = await together((index) =>
      index % 2 === 0
        ? clerk.remove(record, { expectedVersion: 1 })
        : clerk.correct(record, { expectedVersion: 1, fields: activity({ participants: index }).fields }),
    );
    const { 200: won, version_conflict: late = 0, record_deleted: gone = 0 } = tally(answers);
    expect([won, late + gone]).toEqual([1, AT_ONCE - 1]);
  });
});
