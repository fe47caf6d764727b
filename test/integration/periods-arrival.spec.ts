import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { migrateDatabase } from '#platform/storage';
import type { Body } from '../support/node-api.js';
import { TestFleet } from '../support/fleet.js';
import { Log, newEntry } from '../support/link-log.js';
import { certify, linkNodeOf, sendSegments } from '../support/link.js';

const CITY = '1405';
const TYPE = 'environment-report';
const FIELDS = { waste_t: 10, sorted_t: 4, harmless_t: 8 };

/** Due on the tenth of the month after; days are those of Shanghai, where they begin eight hours before those of UTC. */
const ON_TIME = '2006-02-10T15:59:59.999Z';
const LATE = '2006-02-10T16:00:00.000Z';

let test: TestFleet;
beforeAll(async () => {
  test = await TestFleet.start([CITY]);
});
afterAll(() => test?.stop());

async function stageOf(unit: string): Promise<string> {
  const query = `unit=${unit}&from=2006-01-31&to=2006-01-31&type=${TYPE}`;
  const { api } = test.fleet.node(CITY);
  const { obligations } = await api.call<Body>('clerk', 'GET', `/api/v1/periods/completeness?${query}`);
  return obligations[0].stage;
}

const version = (record: string, unit: string, number: number, recordedAt: string) =>
  newEntry(TYPE, unit, FIELDS, { record, version: number, period: '2006-01', recordedAt });

describe('P2 a report that comes from below', () => {
  let last = 0;
  const nextUnit = (): string => `14050200100${(last += 1)}`;

  it.each<[string, readonly string[], string]>([
    ['is on time until the end of the due day', [ON_TIME], 'on-time'],
    ['is late from the next one on', [LATE], 'late'],
    ['stays on time when it is corrected later', [ON_TIME, LATE], 'on-time'],
    ['stays late, whatever day a correction claims', [LATE, ON_TIME], 'late'],
  ])('%s', async (_, recordedAt, expected) => {
    const unit = nextUnit();
    const signer = certify(await linkNodeOf(test, CITY), unit);
    const record = randomUUID() as string;
    const log = new Log(unit, signer);
    // Each in a frame of its own: what was stored before has to be remembered.
    for (const [index, at] of recordedAt.entries()) {
      log.add(version(record, unit, index + 1, at));
      const { body } = await sendSegments(test.fleet.node(CITY).url, signer, [
        log.segment({ from: index + 1 }),
      ]);
      expect(body.refused).toEqual([]);
    }
    expect(await stageOf(unit)).toBe(expected);
  });
});

it('what an older release has stored is judged by its first version, too', async () => {
  const unit = '140502001009';
  const signer = certify(await linkNodeOf(test, CITY), unit);
  const record = randomUUID() as string;
  const log = new Log(unit, signer).add(version(record, unit, 1, ON_TIME), version(record, unit, 2, LATE));
  await sendSegments(test.fleet.node(CITY).url, signer, [log.segment()]);
  const client = new pg.Client({ connectionString: test.databaseUrl(CITY) });
  await client.connect();
  try {
    const stored = 'SELECT record, first_recorded_at FROM record ORDER BY record';
    const before = (await client.query(stored)).rows;
    await client.query('ALTER TABLE record DROP COLUMN first_recorded_at');
    await client.query(`DELETE FROM migration WHERE name LIKE 'FirstRecorded%'`);
    await migrateDatabase(test.databaseUrl(CITY));
    expect((await client.query(stored)).rows).toEqual(before);
    expect(before.length).toBeGreaterThan(3);
  } finally {
    await client.end();
  }
  expect(await stageOf(unit)).toBe('on-time');
});
