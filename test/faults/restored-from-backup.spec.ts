import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual as isEqual } from 'node:util';
import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import type { Body } from '../support/node-api.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const HOSTED = '140502001002';

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH, { linked: true });
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

/** Lets a node lose everything that happens between its backup and `meanwhile`'s end. */
async function restoredAfter(unit: string, meanwhile: () => Promise<unknown>): Promise<void> {
  const node = test.fleet.node(unit);
  await settled(test);
  await node.stop();
  const restore = await test.backUp(unit);
  await node.start();
  await meanwhile();
  await settled(test);
  await node.stop();
  await restore();
  await node.start();
}

describe.each([
  ['city', CITY],
  ['district, which has sent on what it has lost', DISTRICT],
  ['street', STREET],
])('a %s that comes back from an old backup', (_, unit) => {
  it('P8 gets again from below what it has lost, though nobody enters anything', async () => {
    await clerk.enter(COMMUNITY, 30);
    await restoredAfter(unit, async () => {
      const [first, second] = await clerk.enter(COMMUNITY, 700);
      await clerk.correct(first ?? '');
      await clerk.remove(second ?? '');
      await clerk.enter(HOSTED, 20);
    });
    await expectNothingLost(test, clerk);
  });
});

/** A person, of whom the name stays in the community. */
function personOf(unit: string, record: string): object {
  const fields = {
    ...{ person_key: `key-${record}`, name: '示例居民', sex: 'f', category: 'elderly' },
    ...{ registered_on: '2006-01-01', served: true },
  };
  return { record, type: 'person', unit, fields };
}

/** Enters persons, of whom the street never gets to know the name. */
async function enterPersons(unit: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID() as string);
  const { rejected } = await test.fleet.node(unit).api.enter(ids.map((id) => personOf(unit, id)));
  expect(rejected).toEqual([]);
  return ids;
}

const headAt = async (unit: string, origin: string) =>
  (await headsOf(test, unit)).filter((head) => head.origin === origin);

const HEALED = { deadlineMs: 30_000, what: 'the community’s log to be as long as the city’s' };

/** The node is whole again: every tier holds the same, and what a clerk enters next is taken. */
async function expectHealed(): Promise<void> {
  await until(async () => isEqual(await headAt(COMMUNITY, COMMUNITY), await headAt(CITY, COMMUNITY)), HEALED);
  await clerk.enter(COMMUNITY, 2);
  await expectNothingLost(test, clerk);
}

describe('a community that comes back from an old backup', () => {
  it('P8 gets its own tail back, and goes on where it had been', async () => {
    await restoredAfter(COMMUNITY, async () => {
      const [first] = await clerk.enter(COMMUNITY, 600);
      await clerk.correct(first ?? '');
    });
    await expectHealed();
  });

  it('P4 has lost for good what nobody above may hold, and keeps the rest of the record', async () => {
    let persons: string[] = [];
    await restoredAfter(COMMUNITY, async () => (persons = await enterPersons(COMMUNITY, 3)));
    const { api } = test.fleet.node(COMMUNITY);
    await until(
      async () => isEqual(await headAt(COMMUNITY, COMMUNITY), await headAt(CITY, COMMUNITY)),
      HEALED,
    );
    const [person = ''] = persons;
    const record = await api.call<Body>('clerk', 'GET', `/api/v1/records/${person}`);
    expect(record).toMatchObject({ status: 'counted', fields: { category: 'elderly', sex: 'f' } });
    expect(record.fields).not.toHaveProperty('name');
    // The same person a second time: the natural key is known again.
    const again = await api.enter([{ ...personOf(COMMUNITY, person), record: randomUUID() }]);
    expect(again.rejected).toMatchObject([{ code: 'record_exists' }]);
    for (const id of persons) {
      await api.call('clerk', 'DELETE', `/api/v1/records/${id}?expectedVersion=1`);
    }
    await expectHealed();
  });
});

describe('a community that gets its tail back over a bad line', () => {
  afterEach(() => test.link(COMMUNITY).mend());

  it('P3 stores nothing that was changed on the way, and goes on when the line is good', async () => {
    const link = test.link(COMMUNITY);
    let damage = 0;
    const node = test.fleet.node(COMMUNITY);
    await settled(test);
    await node.stop();
    const restore = await test.backUp(COMMUNITY);
    await node.start();
    await clerk.enter(COMMUNITY, 300);
    await settled(test);
    await node.stop();
    await restore();
    link.become({
      changeAnswer: (answer) => {
        if (!answer.includes('"frame":"silian-frame')) return answer;
        damage += 1;
        const at = answer.lastIndexOf('示例');
        return Buffer.concat([answer.subarray(0, at), Buffer.from('虚构'), answer.subarray(at + 6)]);
      },
    });
    await node.start();
    await until(async () => damage >= 2, { deadlineMs: 30_000, what: 'the tail to be asked for again' });
    // What came before the changed entry is sound, and is taken.
    const [held] = await headAt(COMMUNITY, COMMUNITY);
    const stored = await test.query(
      CITY,
      'SELECT chain FROM log_entry WHERE seq = $1 AND origin_id = (SELECT id FROM origin WHERE origin = $2)',
      [held?.seq, COMMUNITY],
    );
    expect(stored).toEqual([{ chain: held?.chain }]);
    expect(held?.seq).toBeLessThan((await headAt(CITY, COMMUNITY))[0]?.seq ?? 0);
    await expect(node.api.enter([personOf(COMMUNITY, randomUUID())])).resolves.toMatchObject({
      rejected: [{ code: 'log_recovering' }],
    });
    link.mend();
    await expectHealed();
  });
});

describe('a community whose disk is gone', () => {
  it('P8 gets back all that it had sent, and goes on', async () => {
    const node = test.fleet.node(COMMUNITY);
    await settled(test);
    await node.stop();
    await test.loseDatabase(COMMUNITY);
    await node.start();
    await expectHealed();
  });
});

describe('a street whose disk is gone', () => {
  it('P8 gets the logs that it hosts from above and the others from below', async () => {
    await clerk.enter(HOSTED, 40);
    const node = test.fleet.node(STREET);
    await settled(test);
    await node.stop();
    await test.loseDatabase(STREET);
    await node.start();
    await clerk.enter(HOSTED, 2);
    await expectHealed();
  });
});
