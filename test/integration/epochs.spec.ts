import { randomUUID } from 'node:crypto';
import { FRAME_ENTRIES_MAX } from '#core/protocol';
import { readBacklog, openDatabase, type Database } from '#platform/storage';
import { expectSound, headsOf } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { Log, newOrg, newOrgs, communitiesOf } from '../support/link-log.js';
import { certify, linkNodeOf, sendJson, sendSegments, type LinkNode } from '../support/link.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const CITY = '1405';
const DISTRICT = '140502';
const HEADS_PATH = '/sync/v1/heads';

/** Ends of one log that are kept: what follows proves nothing new. */
const FORKS_MAX = 16;

let test: TestFleet;
let district: LinkNode;
let url: string;
const units = communitiesOf(DISTRICT);

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  district = certify(await linkNodeOf(test, CITY), DISTRICT);
  url = test.fleet.node(CITY).url;
});

afterAll(() => test?.stop());

/** A log of a unit that no other test uses, held by the city, and another one that leaves it behind `common`. */
async function partedLog(count: number, common: number): Promise<{ held: Log; other: Log }> {
  const unit = units.pop() ?? '';
  const held = new Log(unit, district).add(...newOrgs(unit, count));
  await sendSegments(url, district, [held.segment()]);
  const other = held.forkAt(common).add(...newOrgs(unit, 3));
  return { held, other };
}

const send = async (
  ...logs: readonly Parameters<typeof sendSegments>[2][number][]
): Promise<readonly string[]> => {
  const { body } = await sendSegments(url, district, logs);
  return body.refused.map(({ code }) => code);
};

interface Kept {
  readonly seq: string;
  readonly common: string | null;
  readonly held: string;
  readonly segment: string;
}

const keptOf = (log: Log): Promise<Kept[]> =>
  test.query<Kept>(
    CITY,
    `SELECT f.seq, f.common_seq AS common, f.held_seq AS held, f.segment
     FROM fork f JOIN origin o ON o.id = f.origin_id WHERE o.origin = $1 ORDER BY f.seq`,
    [log.origin],
  );

const openForks = async (log: Log): Promise<number> => {
  const status = await test.fleet
    .node(CITY)
    .api.call<{ forks: { origin: string }[] }>('operator', 'GET', '/api/v1/operations/status');
  return status.forks.filter(({ origin }) => origin === log.origin).length;
};

describe('the other end of a log', () => {
  it('is kept once, with the last entry that both have, whatever it is sent for again', async () => {
    const { held, other } = await partedLog(6, 4);
    for (let time = 0; time < 3; time += 1)
      expect(await send(other.segment({ from: 3 }))).toEqual(['frame_fork']);
    expect(await keptOf(held)).toMatchObject([{ seq: '7', common: '4', held: '6' }]);
    other.add(newOrg(other.origin));
    await send(other.segment({ from: 6 }));
    expect(await keptOf(held)).toMatchObject([{ common: '4' }, { seq: '8', common: null }]);
    expect(await openForks(held)).toBe(1);
    await expectSound(test);
  });

  it('is kept a bounded number of times', async () => {
    const { held, other } = await partedLog(2, 1);
    for (let time = 0; time < FORKS_MAX + 3; time += 1) {
      other.add(newOrg(other.origin));
      await send(other.segment());
    }
    expect(await keptOf(held)).toHaveLength(FORKS_MAX);
  });

  it('P4 is kept without what this level may not see', async () => {
    const { held, other } = await partedLog(2, 1);
    await send(other.segment());
    const [kept] = await keptOf(held);
    const lines = kept?.segment.split('\n') ?? [];
    const shown = lines.filter((line) => line.startsWith('='));
    expect({ entries: shown.length, withheld: lines.length > shown.length }).toEqual({
      entries: 4,
      withheld: true,
    });
    expect(lines.some((line) => line.startsWith('#'))).toBe(true);
  });

  it('P5 delays nothing else, and the end that is held may go on', async () => {
    const { held, other } = await partedLog(3, 2);
    const { held: sibling } = await partedLog(1, 0);
    held.add(newOrg(held.origin));
    sibling.add(newOrg(sibling.origin));
    expect(await send(other.segment(), sibling.segment({ from: 2 }))).toEqual(['frame_fork']);
    expect(await send(held.segment({ from: 4 }))).toEqual([]);
    const heads = await headsOf(test, CITY);
    expect(heads).toContainEqual(held.head());
    expect(heads).toContainEqual(sibling.head());
  });
});

describe('the next epoch of a log', () => {
  it('is taken from who could sign the last one, and ends the alarm', async () => {
    const { held, other } = await partedLog(3, 2);
    await send(other.segment());
    const next = new Log(held.origin, district, 2).add(newOrg(held.origin));
    expect(await openForks(held)).toBe(1);
    expect(await send(next.segment())).toEqual([]);
    expect(await openForks(held)).toBe(0);
    const logs = await test.fleet
      .node(CITY)
      .api.call<{ logs: { epoch: number; state: string }[] }>(
        'operator',
        'GET',
        `/api/v1/operations/logs/${held.origin}`,
      );
    expect(logs.logs.map(({ epoch, state }) => [epoch, state])).toEqual([
      [1, 'superseded'],
      [2, 'sound'],
    ]);
  });

  it('P3 is no way around the unit’s own key', async () => {
    const unit = units.pop() ?? '';
    const own = certify(district, unit);
    await sendSegments(url, district, [new Log(unit, own).add(newOrg(unit)).segment()]);
    const next = new Log(unit, district, 2).add(newOrg(unit));
    expect(await send(next.segment())).toEqual(['signer_downgraded']);
    expect((await headsOf(test, CITY)).filter(({ origin, seq }) => origin === unit && seq > 0)).toHaveLength(
      1,
    );
  });

  it('P2 counts a record once that stands in both, under the higher version', async () => {
    const unit = units.pop() ?? '';
    const record = randomUUID();
    await send(new Log(unit, district).add(newOrg(unit, { record, version: 3 })).segment());
    await send(new Log(unit, district, 2).add(newOrg(unit, { record, version: 7 })).segment());
    const [row] = await test.query<{ records: string; counted: string }>(
      CITY,
      `SELECT (SELECT count(*) FROM record WHERE unit = $1 AND version = 7) AS records,
         (SELECT coalesce(sum(value), 0) FROM cell WHERE unit = $1 AND dims <> '[]') AS counted`,
      [unit],
    );
    expect(row).toEqual({ records: '1', counted: '1' });
    await expectSound(test);
  });
});

describe('what a node says of its chains', () => {
  const ask = (origin: string, seqs: readonly number[]) =>
    sendJson(url, district, HEADS_PATH, { origin, places: seqs.map((seq) => ({ origin, epoch: 1, seq })) });

  it('are its heads of the unit and its chains at the places that are named', async () => {
    const { held } = await partedLog(3, 0);
    const { body } = await ask(held.origin, [1, 3, 9]);
    expect(body).toMatchObject({ heads: [held.head()], chains: [held.chainAt(1), held.chainAt(3), null] });
  });

  it('is for nobody whose unit it is not, and bounded', async () => {
    expect(await ask('140581001001', [1])).toMatchObject({ status: 403, body: { code: 'origin_outside' } });
    const many = Array.from({ length: 65 }, (_, index) => index);
    expect(await ask(units[0] ?? '', many)).toMatchObject({ status: 400, body: { code: 'body_invalid' } });
  });
});

describe('a backlog over two epochs', () => {
  let server: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    server = await createTestDatabase();
    database = await openDatabase(server.url);
    await database.sql.query(
      `INSERT INTO origin (origin, epoch, lane, local, head_seq, head_chain, abandoned_after) VALUES
         ('140502001001', 1, 'ordinary', true, 9, 'x', 4), ('140502001001', 2, 'ordinary', true, 3, 'x', NULL)`,
    );
  });
  afterAll(async () => {
    await database?.close();
    await server?.drop();
  });

  const backlog = async () =>
    (await readBacklog(database.sql, undefined, FRAME_ENTRIES_MAX)).map(({ epoch, headSeq }) => [
      epoch,
      headSeq,
    ]);

  it('begins with what is left of the earlier one, up to where it was closed', async () => {
    expect(await backlog()).toEqual([[1, 4]]);
    await database.sql.query(
      `INSERT INTO link_head (origin_id, acked_seq) SELECT id, 4 FROM origin WHERE epoch = 1`,
    );
    expect(await backlog()).toEqual([[2, 3]]);
  });

  it('does not wait for one that the parent refuses', async () => {
    await database.sql.query(
      `UPDATE link_head SET acked_seq = 2, refused_code = 'signature_invalid', acked_at = now()`,
    );
    expect(await backlog()).toEqual([[2, 3]]);
  });
});
