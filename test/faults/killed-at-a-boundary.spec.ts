import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { isFrame, type Caught } from '../../apps/drill/src/link/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [, DISTRICT, STREET] = ONE_BRANCH;
/** The street enters for it: the street both writes and sends. */
const HOSTED = '140502001002';
const CAUGHT_MS_MAX = 20_000;
const ENTERED = 20;

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH, { linked: true });
  clerk = new Clerk(test.fleet);
  await clerk.enter(HOSTED, 1);
  await expectNothingLost(test, clerk);
});

afterAll(() => test?.stop());

async function headAt(unit: string): Promise<number> {
  return (await headsOf(test, unit)).find(({ origin }) => origin === HOSTED)?.seq ?? 0;
}

/** Enters, and catches the message that carries what was entered, or the answer to it. */
async function catchWhileEntering(place: 'request' | 'answer'): Promise<Caught> {
  const catching = test.link(STREET).catchNext(place, CAUGHT_MS_MAX, { wants: isFrame });
  await clerk.enter(HOSTED, ENTERED);
  const caught = await catching;
  if (!caught) throw new Error(`no ${place} came`);
  return caught;
}

describe('a power cut', () => {
  it('after the write, before anything is sent, keeps what was saved', async () => {
    test.link(STREET).become({ requests: 'hold' });
    await clerk.enter(HOSTED, ENTERED);
    await test.fleet.node(STREET).kill();
    expect(await headAt(STREET)).toBe((await headAt(DISTRICT)) + ENTERED);
    test.link(STREET).mend();
    await test.fleet.node(STREET).start();
    await expectNothingLost(test, clerk);
  });

  it('after the frame was sent, while it is on its way, counts it once', async () => {
    const before = await headAt(DISTRICT);
    const request = await catchWhileEntering('request');
    await test.fleet.node(STREET).kill();
    expect(await headAt(DISTRICT)).toBe(before);
    request.pass();
    await until(async () => (await headAt(DISTRICT)) > before, {
      deadlineMs: 10_000,
      what: 'the frame to arrive though its sender is gone',
    });
    await test.fleet.node(STREET).start();
    await expectNothingLost(test, clerk);
  });

  it('of the parent after its commit, before anybody heard of it, counts it once', async () => {
    const before = await headAt(DISTRICT);
    const answer = await catchWhileEntering('answer');
    expect(await headAt(DISTRICT)).toBeGreaterThan(before);
    await test.fleet.node(DISTRICT).kill();
    answer.drop();
    await test.fleet.node(DISTRICT).start();
    await expectNothingLost(test, clerk);
  });

  it('of the child after the parent’s commit, before the acknowledgement, counts it once', async () => {
    const answer = await catchWhileEntering('answer');
    await test.fleet.node(STREET).kill();
    answer.drop();
    const acknowledged = await test.query<{ behind: string }>(
      STREET,
      `SELECT o.head_seq - coalesce(h.acked_seq, 0) AS behind FROM origin o
       LEFT JOIN link_head h ON h.origin_id = o.id WHERE o.origin = $1`,
      [HOSTED],
    );
    expect(Number(acknowledged[0]?.behind)).toBeGreaterThan(0);
    expect(await headAt(DISTRICT)).toBeGreaterThan((await headAt(STREET)) - ENTERED);
    await test.fleet.node(STREET).start();
    await expectNothingLost(test, clerk);
  });
});
