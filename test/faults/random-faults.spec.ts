import { ONE_BRANCH, type NodeProcess } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost } from '../support/fleet-proof.js';
import { signal, TestFleet } from '../support/fleet.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';
import { until } from '../support/until.js';

const [, , STREET, COMMUNITY] = ONE_BRANCH;
/** The community's own unit, one that the street enters for, and one that the district enters for. */
const ENTERED_FOR = [COMMUNITY, '140502001002', '140502002001'];

/** New faults stop after this time; then all that is broken is mended, and everything has to arrive. */
const FAULTS_MS = 15_000;
const BATCH_MAX = 120;
const OUTAGE_MS_MAX = 1_500;

const random = new SeededRandom(runSeed());

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  console.log(`random faults of TEST_SEED=${random.seed}`);
  test = await TestFleet.start(ONE_BRANCH);
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

const passed = (ms: number): Promise<unknown> => {
  const end = performance.now() + ms;
  return until(async () => performance.now() >= end, { deadlineMs: ms + 10_000, what: 'the outage to pass' });
};

const FAULTS: readonly ((node: NodeProcess, outageMs: number) => Promise<unknown>)[] = [
  async function powerCut(node, outageMs) {
    await node.kill();
    await passed(outageMs);
    await node.start();
  },
  async function orderlyRestart(node, outageMs) {
    await node.stop();
    await passed(outageMs);
    await node.start();
  },
  async function standstill(node, outageMs) {
    signal(node.pid ?? 0, 'SIGSTOP');
    await passed(outageMs);
    signal(node.pid ?? 0, 'SIGCONT');
  },
  (node) =>
    test.query(
      node.plan.unit,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    ),
];

/** A clerk who enters, corrects and withdraws until the time is up, whatever breaks meanwhile. */
async function work(unit: string, until: number, chance: SeededRandom): Promise<void> {
  while (performance.now() < until) {
    const records = await clerk.enter(unit, chance.between(1, BATCH_MAX));
    for (const record of records.slice(0, 4)) {
      if (chance.chance(0.5)) await clerk.correct(record);
      if (chance.chance(0.3)) await clerk.remove(record);
    }
  }
}

async function breakThings(until: number): Promise<void> {
  while (performance.now() < until) {
    const node = random.pick(test.fleet.nodes);
    await random.pick(FAULTS)(node, random.between(0, OUTAGE_MS_MAX));
  }
}

describe('faults of all kinds, at random, while three clerks work', () => {
  it('lose nothing and double nothing', async () => {
    const end = performance.now() + FAULTS_MS;
    const clerks = ENTERED_FOR.map((unit, index) =>
      work(unit, end, new SeededRandom(random.seed + index + 1)),
    );
    await Promise.all([breakThings(end), ...clerks]);
    expect(clerk.count(STREET, '9999-12-31')).toBeGreaterThan(0);
    await expectNothingLost(test, clerk);
  });
});
