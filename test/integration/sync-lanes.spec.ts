import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { expectSound, headsOf } from '../support/fleet-proof.js';
import { TestFleet, type TestFleetOptions } from '../support/fleet.js';
import { activity } from '../support/sample-records.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, , COMMUNITY] = ONE_BRANCH;

/** A heartbeat a tier tells a node that the urgent lane is known up to the top. */
const LANES_MS_MAX = 40_000;
const ARRIVAL_MS_MAX = 20_000;

/** More than the line may carry within the test. */
const BACKFILL = 4_000;
const BATCH = 500;

let test: TestFleet | undefined;
afterEach(async () => {
  await test?.stop();
  test = undefined;
});

/** A branch in which every node knows that the lane is open. */
async function branchWith(options: TestFleetOptions): Promise<TestFleet> {
  const started = await TestFleet.start(ONE_BRANCH, options);
  test = started;
  for (const unit of ONE_BRANCH.slice(1)) {
    await until(
      async () => (await started.query(unit, 'SELECT 1 FROM link WHERE carries_lanes')).length > 0,
      { deadlineMs: LANES_MS_MAX, what: `${unit} to know the urgent lane` },
    );
  }
  return started;
}

async function enter(started: TestFleet, records: readonly object[]): Promise<string[]> {
  const { saved, rejected } = await started.fleet.node(COMMUNITY).api.enter(records);
  expect(rejected).toEqual([]);
  return saved.map(({ record }) => record);
}

const isAtTheCity = async (started: TestFleet, record: string): Promise<boolean> =>
  (await started.query(CITY, 'SELECT 1 FROM record WHERE record = $1', [record])).length > 0;

const arrived = (started: TestFleet, record: string): Promise<unknown> =>
  until(() => isAtTheCity(started, record), { deadlineMs: ARRIVAL_MS_MAX, what: 'the record at the city' });

const ofLane = async (started: TestFleet, unit: string, lane: string): Promise<number> => {
  const [row] = await started.query<{ n: string }>(
    unit,
    'SELECT coalesce(sum(head_seq), 0) AS n FROM origin WHERE lane = $1',
    [lane],
  );
  return Number(row?.n);
};

/** Hours of the day in Jincheng that begin two hours from now and last one. */
function closedWindow(): string {
  const hour = (ahead: number): string => {
    const later = new Date(Date.now() + ahead * 3_600_000);
    return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', timeStyle: 'short' }).format(later);
  };
  return `${hour(2)}-${hour(3)}`;
}

describe('P5 P7 an urgent record', () => {
  it('overtakes the backlog of its own unit on a line with a cap, in every version', async () => {
    const started = await branchWith({ extra: { UPLINK_BYTES_PER_SECOND: '8000' } });
    for (let start = 0; start < BACKFILL; start += BATCH) {
      await enter(
        started,
        Array.from({ length: BATCH }, () => activity()),
      );
    }
    const [urgent = ''] = await enter(started, [{ ...activity(), urgent: true }]);
    await arrived(started, urgent);
    expect(await ofLane(started, CITY, 'ordinary')).toBeLessThan(BACKFILL);
    await started.fleet.node(COMMUNITY).api.correct(urgent, {
      expectedVersion: 1,
      fields: { ...activity().fields, participants: 81 },
    });
    await until(async () => (await ofLane(started, CITY, 'urgent')) === 2, {
      deadlineMs: ARRIVAL_MS_MAX,
      what: 'the second version in the lane of the first',
    });
    const { uplink } = await started.fleet.node(COMMUNITY).api.status();
    expect(uplink?.backlog).toBeGreaterThan(0);
    await expectSound(started);
  });

  it('does not wait for the hours of the others', async () => {
    const started = await branchWith({ extra: { UPLINK_WINDOWS: closedWindow() } });
    const [ordinary = '', urgent = ''] = await enter(started, [activity(), { ...activity(), urgent: true }]);
    await arrived(started, urgent);
    expect(await isAtTheCity(started, ordinary)).toBe(false);
    expect(await ofLane(started, DISTRICT, 'ordinary')).toBe(0);
    const lanes = (await headsOf(started, COMMUNITY)).map(({ seq }) => seq);
    expect(lanes).toEqual([1, 1]);
  });

  it('is one of a type that is urgent by configuration', async () => {
    const started = await branchWith({ extra: { UPLINK_WINDOWS: closedWindow(), URGENT_TYPES: 'activity' } });
    const [record = ''] = await enter(started, [activity()]);
    await arrived(started, record);
  });
});
