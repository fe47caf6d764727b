import {
  clearRefusals,
  endSilentPauses,
  linkPauseMs,
  openDatabase,
  postponeLink,
  recordLinkFailure,
  type Database,
} from '#platform/storage';
import { TestFleet } from '../support/fleet.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { activity } from '../support/sample-records.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT] = ['1405', '140502'] as const;

/** Longer than the test may take: who waits for its end fails. */
const PAUSE_MS = 120_000;

/** A heartbeat each second, and whatever else this machine has to do. */
const SEEN_MS_MAX = 10_000;

describe('a pause of a lane', () => {
  let server: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    server = await createTestDatabase();
    database = await openDatabase(server.url);
  });
  afterAll(async () => {
    await database?.close();
    await server?.drop();
  });
  beforeEach(() => clearRefusals(database.sql));

  const pause = async (lane: string, silent: boolean): Promise<void> => {
    await recordLinkFailure(database.sql, lane, { code: silent ? 'parent_econnrefused' : 'busy', silent });
    await postponeLink(database.sql, lane, PAUSE_MS);
  };

  it('P7 ends when the parent is heard of, in every lane to which nobody had answered', async () => {
    await pause('uplink', true);
    await pause('urgent', true);
    expect(await endSilentPauses(database.sql)).toEqual(['uplink', 'urgent']);
    expect(await linkPauseMs(database.sql, 'urgent')).toBe(0);
    expect(await endSilentPauses(database.sql)).toEqual([]);
  });

  it('stays where the parent has asked for it', async () => {
    await pause('uplink', false);
    await pause('urgent', true);
    expect(await endSilentPauses(database.sql)).toEqual(['urgent']);
    expect(await linkPauseMs(database.sql, 'uplink')).toBeGreaterThan(PAUSE_MS / 2);
  });

  it('stays where the line rests to keep to its cap', async () => {
    await database.sql.query(`UPDATE link SET silent = true, paced_until = now() + interval '1 minute'`);
    expect(await endSilentPauses(database.sql)).toEqual([]);
    expect(await linkPauseMs(database.sql, 'uplink')).toBeGreaterThan(30_000);
  });
});

describe('P7 a parent that returns', () => {
  let test: TestFleet;
  beforeAll(async () => {
    test = await TestFleet.start([CITY, DISTRICT]);
    await until(
      async () => (await test.query(DISTRICT, 'SELECT 1 FROM link WHERE carries_lanes')).length > 0,
      {
        deadlineMs: 20_000,
        what: 'the district to know the urgent lane',
      },
    );
  });
  afterAll(() => test?.stop());

  it('has the records of both lanes at once, however long their pauses had become', async () => {
    const city = test.fleet.node(CITY);
    await city.stop();
    const { saved } = await test.fleet
      .node(DISTRICT)
      .api.enter([activity({}, { unit: DISTRICT }), { ...activity({}, { unit: DISTRICT }), urgent: true }]);
    expect(saved.map(({ lane }) => lane)).toEqual([undefined, 'urgent']);
    await until(async () => (await test.query(DISTRICT, 'SELECT 1 FROM link WHERE silent')).length === 2, {
      deadlineMs: 10_000,
      what: 'both lanes to find the parent away',
    });
    await test.query(DISTRICT, `UPDATE link SET retry_at = now() + make_interval(secs => $1)`, [
      PAUSE_MS / 1_000,
    ]);
    await city.start();
    const arrived = async () => (await city.api.status()).records.counted === 2;
    await until(arrived, { deadlineMs: SEEN_MS_MAX, what: 'both records at the city' });
  });
});
