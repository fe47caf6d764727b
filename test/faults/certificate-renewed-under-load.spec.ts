import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { linkNodeOf, printOf } from '../support/link.js';
import { until } from '../support/until.js';

const [CITY, , STREET, COMMUNITY] = ONE_BRANCH;
const HOSTED = '140502001002';
const ROUNDS = 3;

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

/** Asks a node for a new certificate and waits until it stands in its files. */
async function rotate(unit: string): Promise<void> {
  const before = printOf(await linkNodeOf(test, unit));
  const { api } = test.fleet.node(unit);
  const answer = await api.call<{ fingerprint: string }>('operator', 'POST', '/api/v1/nodes/self/rotate');
  expect(answer.fingerprint).toMatch(/^[\w-]{43}$/);
  await until(async () => printOf(await linkNodeOf(test, unit)) !== before, {
    deadlineMs: 30_000,
    what: `${unit} to have another certificate`,
  });
}

describe('keys and certificates that are renewed on every tier while three clerks work', () => {
  it('P1 P2 P3 lose nothing, double nothing and leave every log whole', async () => {
    let rotating = true;
    const work = async (unit: string): Promise<void> => {
      while (rotating) {
        const records = await clerk.enter(unit, 5);
        for (const record of records.slice(0, 1)) await clerk.correct(record);
      }
    };
    const clerks = [COMMUNITY, HOSTED, STREET].map(work);
    for (let round = 0; round < ROUNDS; round++) for (const unit of ONE_BRANCH) await rotate(unit);
    rotating = false;
    await Promise.all(clerks);
    await expectNothingLost(test, clerk);
  }, 240_000);

  it('P3 leave logs that go on with another signer in the middle, on every tier', async () => {
    for (const unit of ONE_BRANCH) {
      const rows = await test.query<{ signers: string }>(
        unit,
        `SELECT count(DISTINCT l.signer) AS signers FROM log_entry l JOIN origin o ON o.id = l.origin_id
         WHERE o.origin = $1 AND o.lane = 'ordinary'`,
        [COMMUNITY],
      );
      expect({ unit, several: Number(rows[0]?.signers) > 1 }).toEqual({ unit, several: true });
    }
  });

  it('end with chains that lead over the newest certificates, without anybody’s help', async () => {
    await until(
      async () => {
        const chains = await Promise.all(ONE_BRANCH.map((unit) => linkNodeOf(test, unit)));
        const prints = chains.map(({ chain }) => chain.map(({ claims }) => claims).reverse());
        return prints.every((chain) => chain.every((claims, index) => claims === prints[index]?.[index]));
      },
      { deadlineMs: 90_000, everyMs: 500, what: 'every chain to be the newest' },
    );
  }, 100_000);

  it('take the root’s own certificate along, under the same root key', async () => {
    const { key } = await linkNodeOf(test, CITY);
    await rotate(CITY);
    expect((await linkNodeOf(test, CITY)).key.equals(key)).toBe(true);
  }, 60_000);
});
