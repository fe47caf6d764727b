import { TestNode } from '../support/node-app.js';
import type { ApiAnswer, NodeApi } from '../support/node-api.js';
import { Outsider } from '../support/outsider.js';
import { activity, COMMUNITY } from '../support/sample-records.js';

const POOL_MAX = 2;

let node: TestNode;
let clerk: NodeApi;
let outsider: Outsider;

beforeAll(async () => {
  node = await TestNode.start({ unit: '140502', variables: { DATABASE_POOL_MAX: String(POOL_MAX) } });
  clerk = node.as('clerk');
  outsider = await Outsider.connect(node.databaseUrl);
});
afterAll(async () => {
  await outsider?.close();
  await node?.close();
});

/** While it is set, no cell of a sports activity can be written. */
async function withBrokenCells<T>(errorCode: string, work: () => Promise<T>): Promise<T> {
  await outsider.run(`
    CREATE FUNCTION refuse_cell() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'secret of %', NEW.unit USING ERRCODE = '${errorCode}'; END $$;
    CREATE TRIGGER refuse_cell BEFORE INSERT ON cell FOR EACH ROW
      WHEN (NEW.dims LIKE '%sport%') EXECUTE FUNCTION refuse_cell();
  `);
  try {
    return await work();
  } finally {
    await outsider.run('DROP FUNCTION refuse_cell CASCADE');
  }
}

const sport = activity({ kind: 'sport', title: '半途' });

describe('a transaction that fails in the middle', () => {
  it('leaves nothing, says so with a reference and no detail, and works afterwards', async () => {
    const { record } = (await clerk.create(activity({ title: '先有' }))).body;
    const before = await node.stored();
    const answers: ApiAnswer[] = await withBrokenCells('P0001', async () => [
      await clerk.create(sport),
      await clerk.createBatch([activity(), sport, activity()]),
      await clerk.correct(record, { expectedVersion: 1, fields: sport.fields }),
    ]);
    for (const { status, body } of answers) {
      expect([status, body.code]).toEqual([500, 'internal']);
      expect(body.params.id).toMatch(/^[0-9a-f-]{36}$/);
      expect(body.message.en).toContain(body.params.id);
      expect(JSON.stringify(body)).not.toMatch(/secret|refuse_cell|140502001001/);
    }
    expect(await node.stored()).toEqual(before);
    expect((await clerk.read(record)).body.version).toBe(1);

    const next = await clerk.create(sport);
    expect([next.status, next.body.seq]).toEqual([201, (before['heads'] ?? 0) + 1]);
  });

  it.each(['40001', '40P01', '53300'])('by error %s asks to try again later', async (errorCode) => {
    const before = await node.stored();
    const answer = await withBrokenCells(errorCode, () => clerk.create(sport));
    expect([answer.status, answer.body.code]).toEqual([503, 'busy']);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await node.stored()).toEqual(before);
  });

  it('because its connection was cut asks to try again, and the node goes on', async () => {
    const before = await node.stored();
    const answer = await outsider.whileLocked('cell', 'ACCESS EXCLUSIVE', async () => {
      const pending = clerk.create(sport);
      for (const pid of await outsider.waiting(1))
        await outsider.run('SELECT pg_terminate_backend($1)', [pid]);
      return pending;
    });
    expect([answer.status, answer.body.code]).toEqual([503, 'busy']);
    expect(await node.stored()).toEqual(before);
    expect((await clerk.create(sport)).status).toBe(201);
  });
});

describe('a node without a free connection', () => {
  it('says that it is busy, and answers when one is free', async () => {
    const held = await outsider.whileLocked('cell', 'ACCESS EXCLUSIVE', async () => {
      const pending = Array.from({ length: POOL_MAX }, () => clerk.create(activity({}, { unit: COMMUNITY })));
      await outsider.waiting(1);
      const late = await clerk.list({ type: 'activity' });
      expect([late.status, late.body.code]).toEqual([503, 'busy']);
      return pending;
    });
    for (const answer of await Promise.all(held)) expect(answer.status).toBe(201);
    expect((await clerk.list({ type: 'activity' })).status).toBe(200);
  });
});

afterEach(async () => {
  expect((await node.as('operator').audit()).body).toMatchObject({ chainOk: true, recountOk: true });
});
