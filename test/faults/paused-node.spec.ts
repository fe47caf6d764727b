import { ONE_BRANCH, type NodeProcess } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf, settled } from '../support/fleet-proof.js';
import { replicaOf } from '../support/fleet-replica.js';
import { signal, TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [CITY, , STREET, COMMUNITY] = ONE_BRANCH;
const ENTERED = 2_000;

/** Longer than the lock of a job lives, so that the paused process has lost it when it goes on. */
const PAUSE_MS = 15_000;

let test: TestFleet;
let clerk: Clerk;
let replica: NodeProcess | undefined;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  clerk = new Clerk(test.fleet);
});

afterAll(async () => {
  await replica?.stop();
  await test?.stop();
});

async function heldAt(unit: string): Promise<number> {
  return (await headsOf(test, unit)).reduce((sum, { seq }) => sum + seq, 0);
}

/** Stops a process in the middle of its work, as a virtual machine that is moved, and lets it go on after `meanwhile`. */
async function paused(node: NodeProcess, meanwhile: (since: number) => Promise<unknown>): Promise<void> {
  const before = await heldAt(CITY);
  await until(async () => (await heldAt(CITY)) > before, {
    deadlineMs: 30_000,
    what: 'entries to reach the city',
  });
  signal(node.pid ?? 0, 'SIGSTOP');
  await meanwhile(performance.now());
  signal(node.pid ?? 0, 'SIGCONT');
}

describe('a street that stands still for longer than its locks live', () => {
  it('goes on where it stood, and nothing is lost or doubled', async () => {
    const entering = clerk.enter(COMMUNITY, ENTERED);
    await paused(test.fleet.node(STREET), (since) =>
      until(async () => performance.now() - since > PAUSE_MS, {
        deadlineMs: 2 * PAUSE_MS,
        what: 'the pause to pass',
      }),
    );
    await entering;
    await expectNothingLost(test, clerk);
  });

  it('is stood in for by a second process of the same node, and does no harm when it comes back', async () => {
    replica = await replicaOf(test, STREET);
    await replica.start();
    // The community goes on talking to the process that stands still, so the backlog has to be there before.
    const entering = clerk.enter('140502001002', ENTERED);
    await paused(test.fleet.node(STREET), async () => {
      const backlog = await heldAt(STREET);
      await until(async () => (await heldAt(CITY)) >= backlog, {
        deadlineMs: 60_000,
        what: 'the replica to take over',
      });
    });
    await entering;
    await expectNothingLost(test, clerk);
  });
});

describe('two processes of one node', () => {
  it('send one backlog together without loss and without doubling', async () => {
    await Promise.all([clerk.enter(COMMUNITY, ENTERED), clerk.enter('140502001002', ENTERED)]);
    await settled(test);
    await expectNothingLost(test, clerk);
  });
});
