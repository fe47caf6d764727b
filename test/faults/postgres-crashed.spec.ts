import { Clerk } from '../support/fleet-clerk.js';
import { crashingStage, passed } from '../support/crashing-stage.js';
import { expectNothingLost, headsOf } from '../support/fleet-proof.js';
import type { DrillStage } from '../../apps/drill/src/stage/index.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET] = ['1405', '140502', '140502001'] as const;
/** The street enters for it. */
const HOSTED = '140502001002';
const ENTERED = 1_500;
const OUTAGE_MS = 1_500;

let stage: DrillStage;
let clerk: Clerk;

beforeAll(async () => {
  stage = await crashingStage([CITY, DISTRICT, STREET]);
  clerk = new Clerk(stage.fleet);
});

afterAll(() => stage?.stop());

async function heldAt(unit: string): Promise<number> {
  return (await headsOf(stage, unit)).reduce((sum, { seq }) => sum + seq, 0);
}

describe.each([
  ['city', CITY],
  ['district, which takes and sends', DISTRICT],
  ['street, whose clerk saves', STREET],
])('a PostgreSQL at the %s', (_, unit) => {
  it('that is killed in the middle of a backlog has kept what it had acknowledged', async () => {
    const { postgres } = stage.tier(unit);
    const before = await heldAt(unit);
    const entering = clerk.enter(HOSTED, ENTERED);
    await until(async () => (await heldAt(unit)) > before, {
      deadlineMs: 30_000,
      what: `entries to reach ${unit}`,
    });
    await postgres.kill();
    await passed(OUTAGE_MS);
    await postgres.start();
    await entering;
    await expectNothingLost(stage, clerk);
  });

  it('that is away for a while is found again by a node that was not restarted', async () => {
    const { node, postgres } = stage.tier(unit);
    const { pid } = node;
    await postgres.stop();
    const entering = clerk.enter(HOSTED, 20);
    await passed(OUTAGE_MS);
    await postgres.start();
    await entering;
    await expectNothingLost(stage, clerk);
    expect({ pid: node.pid, isRunning: node.isRunning }).toEqual({ pid, isRunning: true });
  });
});
