import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { AFTER_LATE, Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;

/** A child without its parent tries again after at most this. */
const BACKOFF_MS_MAX = 30_000;

interface LinkStatus {
  readonly backlog: number;
  readonly originsBehind: number;
  readonly oldestStoredAt: string | null;
  readonly refused: readonly unknown[];
  readonly lastSuccessAt: string | null;
  readonly lastFailureAt: string | null;
  readonly failureCode: string | null;
  readonly failuresInRow: number;
  readonly retryAt: string | null;
}

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

async function linkOf(unit: string): Promise<LinkStatus> {
  const { api } = test.fleet.node(unit);
  const { uplink } = await api.call<{ uplink: LinkStatus }>('operator', 'GET', '/api/v1/operations/status');
  return uplink;
}

describe('a district that is away', () => {
  beforeAll(async () => {
    await clerk.enter(COMMUNITY, 3);
    await expectNothingLost(test, clerk);
    await test.fleet.node(DISTRICT).stop();
    await clerk.enter(COMMUNITY, 50);
  });

  it('keeps nobody below from working', async () => {
    await until(async () => (await test.fleet.node(STREET).api.status()).records.counted === 53, {
      deadlineMs: 10_000,
      what: 'the street to count what the community saves',
    });
    expect(clerk.count(STREET, AFTER_LATE)).toBe(53);
  });

  it('is told to the operator of the street, with all that a sentence about it needs', async () => {
    const link = await until(
      async () => {
        const status = await linkOf(STREET);
        return status.failuresInRow >= 3 && status.backlog === 50 ? status : undefined;
      },
      { deadlineMs: 30_000, what: 'the third attempt to fail' },
    );
    expect(link).toMatchObject({ failureCode: 'parent_econnrefused', originsBehind: 1, refused: [] });
    const [success, oldest, failure, retry] = [
      link.lastSuccessAt,
      link.oldestStoredAt,
      link.lastFailureAt,
      link.retryAt,
    ].map((instant) => Date.parse(instant ?? ''));
    expect(success).toBeLessThanOrEqual(oldest ?? 0);
    expect(oldest).toBeLessThanOrEqual(failure ?? 0);
    expect(failure).toBeLessThanOrEqual(retry ?? 0);
    expect((retry ?? 0) - (failure ?? 0)).toBeLessThanOrEqual(BACKOFF_MS_MAX + 1_000);
  });

  it('leaves the community’s own link untroubled', async () => {
    expect(await linkOf(COMMUNITY)).toMatchObject({
      backlog: 0,
      failureCode: null,
      failuresInRow: 0,
      retryAt: null,
    });
  });

  it('gets everything once it is back, without anybody’s help', async () => {
    await test.fleet.node(DISTRICT).start();
    await expectNothingLost(test, clerk);
    expect(await linkOf(STREET)).toMatchObject({
      backlog: 0,
      failureCode: null,
      failuresInRow: 0,
      retryAt: null,
    });
  });
});
