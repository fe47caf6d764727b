import type { DrillStage, Tier } from '../../apps/drill/src/stage/index.js';
import { crashingStage, passed } from '../support/crashing-stage.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf } from '../support/fleet-proof.js';
import { QUEUES, type QueueKind } from '../support/fleet.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET] = ['1405', '140502', '140502001'] as const;
/** The street enters for it. */
const HOSTED = '140502001002';
const OUTAGE_MS = 1_500;

type Server = Pick<Tier['postgres'], 'start' | 'stop' | 'kill'>;

/** What holds the queues of a tier: where that is its PostgreSQL, the queue and the truth are away together. */
function queueServerOf({ redis, postgres }: Tier, queue: QueueKind): Server {
  if (queue === 'postgres') return postgres;
  if (!redis) throw new TypeError('this tier has no Redis');
  return redis;
}

/** Without a Redis this holds for what stands in for it. */
const queue: QueueKind = QUEUES.includes('redis') ? 'redis' : 'postgres';

describe(`queues on a ${queue} of the tier’s own`, () => {
  let stage: DrillStage;
  let clerk: Clerk;

  beforeAll(async () => {
    stage = await crashingStage([CITY, DISTRICT, STREET], queue === 'redis' ? [DISTRICT, STREET] : []);
    clerk = new Clerk(stage.fleet);
  });

  afterAll(() => stage?.stop());

  const server = (unit: string): Server => queueServerOf(stage.tier(unit), queue);

  describe.each([
    ['district', DISTRICT],
    ['street', STREET],
  ])('at the %s', (_, unit) => {
    it.each(['stop', 'kill'] as const)('lose nothing by a %s while records come in', async (how) => {
      const atCity = async (): Promise<number> =>
        (await headsOf(stage, CITY)).reduce((sum, { seq }) => sum + seq, 0);
      const before = await atCity();
      const entering = clerk.enter(HOSTED, 1_000);
      await until(async () => (await atCity()) > before, { deadlineMs: 30_000, what: 'entries at the city' });
      await server(unit)[how]();
      await passed(OUTAGE_MS);
      await server(unit).start();
      await entering;
      await expectNothingLost(stage, clerk);
    });

    it('lose nothing by a restart while all is quiet', async () => {
      await server(unit).stop();
      await server(unit).start();
      await clerk.enter(HOSTED, 3);
      await expectNothingLost(stage, clerk);
    });
  });
});
