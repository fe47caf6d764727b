import { expectSound, headsOf, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { Log, newEntry, newOrg, newOrgs } from '../support/link-log.js';
import { certify, linkNodeOf, sendSegments, type LinkNode } from '../support/link.js';

const CITY = '1405';
const DISTRICT = '140502';
const STREETS = ['140502001', '140502002', '140502003'];

/** What one frame may carry: 256 logs. */
const LOGS_PER_FRAME = 256;

/** Entries between two checkpoints, as a node writes them. */
const RUN = 250;

/** A long minute of a meeting in Chinese: 30 KB. */
const LONG_TEXT = '议'.repeat(10_000);

let test: TestFleet;
let streets: LinkNode[];

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT]);
  const district = await linkNodeOf(test, DISTRICT);
  streets = STREETS.map((unit) => certify(district, unit));
});

afterAll(() => test?.stop());

/** Logs of units without a node, some of them on no map: what is carried does not depend on it. */
function newLogs(street: number, first: number, count: number, entries: number): Log[] {
  const [code, signer] = [STREETS[street] ?? '', streets[street] as LinkNode];
  return Array.from({ length: count }, (_, index) => {
    const unit = `${code}${String(first + index).padStart(3, '0')}`;
    return new Log(unit, signer).add(...newOrgs(unit, entries));
  });
}

/** Gives logs to the district in frames of the size that a street would send. */
async function give(street: number, logs: readonly Log[], runLength = RUN): Promise<void> {
  const segments = logs.flatMap((log) =>
    Array.from({ length: Math.ceil(log.length / runLength) }, (_, run) => {
      const from = run * runLength + 1;
      return log.segment({ from, to: Math.min(log.length, from + runLength - 1) });
    }),
  );
  const perFrame = Math.min(LOGS_PER_FRAME, Math.floor(1_000 / runLength));
  for (let start = 0; start < segments.length; start += perFrame) {
    const { url } = test.fleet.node(DISTRICT);
    const { status, body } = await sendSegments(
      url,
      streets[street] as LinkNode,
      segments.slice(start, start + perFrame),
    );
    expect({ status, refused: body.refused }).toEqual({ status: 200, refused: [] });
  }
}

/** Collects a backlog while the city is away; gives how many frames the district then needed for it. */
async function withCityAway(collect: () => Promise<void>): Promise<number> {
  const [city, district] = [test.fleet.node(CITY), test.fleet.node(DISTRICT)];
  await city.stop();
  await collect();
  const before = await framesSent();
  await city.start();
  await district.api.call('operator', 'POST', '/api/v1/operations/uplink/retry');
  await settled(test);
  return (await framesSent()) - before;
}

async function expectAtCity(logs: readonly Log[]): Promise<void> {
  const held = new Map((await headsOf(test, CITY)).map((head) => [head.origin, head]));
  expect(logs.map((log) => held.get(log.origin))).toEqual(logs.map((log) => log.head()));
}

async function framesSent(): Promise<number> {
  const [row] = await test.query<{ frames_sent: string }>(DISTRICT, 'SELECT frames_sent FROM link');
  return Number(row?.frames_sent ?? 0);
}

/** When the last entry of each log was stored at the city, in the order of time. */
async function arrivals(): Promise<{ origin: string; at: Date }[]> {
  return test.query(
    CITY,
    `SELECT o.origin, max(l.stored_at) AS at FROM log_entry l JOIN origin o ON o.id = l.origin_id
     GROUP BY o.origin ORDER BY at`,
  );
}

describe('a backlog', () => {
  it('of 2,000 logs with one entry each takes no more frames than it must', async () => {
    const logs = [0, 1].flatMap((street) => newLogs(street, 0, 1_000, 1));
    const frames = await withCityAway(async () => {
      await give(0, logs.slice(0, 1_000), 1);
      await give(1, logs.slice(1_000), 1);
    });
    await expectAtCity(logs);
    // The first ones are small, because the city did not answer before.
    expect(frames).toBeLessThanOrEqual(Math.ceil(logs.length / LOGS_PER_FRAME) + 4);
  });

  it('of one large log does not hold up a hundred small ones that came later', async () => {
    const [large] = newLogs(2, 0, 1, 5_000) as [Log];
    const small = newLogs(2, 1, 100, 1);
    await withCityAway(async () => {
      await give(2, [large]);
      await give(2, small, 1);
    });
    const [first, ...later] = (await arrivals())
      .filter(({ origin }) => origin.startsWith(STREETS[2] ?? ''))
      .reverse();
    expect(first?.origin).toBe(large.origin);
    expect(later).toHaveLength(small.length);
    const [last] = later;
    // A frame is one transaction, and what it stores has one time.
    const [row] = await test.query<{ frames: string }>(
      CITY,
      `SELECT count(DISTINCT stored_at) AS frames FROM log_entry l JOIN origin o ON o.id = l.origin_id
       WHERE o.origin = $1 AND l.stored_at < $2`,
      [large.origin, last?.at],
    );
    expect(Number(row?.frames)).toBeLessThanOrEqual(1);
  });

  it('of many logs with far checkpoints gets through', async () => {
    const logs = newLogs(2, 200, 12, 2 * RUN);
    await withCityAway(() => give(2, logs));
    await expectAtCity(logs);
  });

  it('of the largest records there are gets through beside small ones', async () => {
    const [unit, neighbour] = ['140502003900', '140502003901'];
    const minutes = Array.from({ length: 64 }, () => {
      const fields = {
        kind: 'council',
        held_on: '2006-01-01',
        topic: '示例',
        attendees: 3,
        decisions: LONG_TEXT,
      };
      return newEntry('meeting', unit, fields);
    });
    const large = new Log(unit, streets[2] as LinkNode).add(...minutes);
    const small = new Log(neighbour, streets[2] as LinkNode).add(newOrg(neighbour));
    await withCityAway(async () => {
      for (let from = 1; from <= large.length; from += 8) {
        const { url } = test.fleet.node(DISTRICT);
        const { body } = await sendSegments(url, streets[2] as LinkNode, [
          large.segment({ from, to: from + 7 }),
        ]);
        expect(body.refused).toEqual([]);
      }
      await give(2, [small]);
    });
    await expectAtCity([large, small]);
  });
});

describe('all of it together', () => {
  it('leaves logs and figures that add up', () => expectSound(test));
});
