import { AFTER_LATE } from '../support/fleet-clerk.js';
import { passed } from '../support/crashing-stage.js';
import { expectSound, headsOf } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { communitiesOf, Log, newOrgs } from '../support/link-log.js';
import { certify, linkNodeOf, sendSegments, type LinkNode } from '../support/link.js';

const CITY = '1405';
const CHILDREN = 500;
/** Each child has been away for a while: it brings so many frames. */
const FRAMES = 3;
const ENTRIES_PER_FRAME = 4;

/** A person at the parent waits no longer than this, whoever returns. */
const ANSWER_MS_MAX = 5_000;
/** Attempts of one frame: a child that is sent away more often is not served. */
const ATTEMPTS_MAX = 60;

interface Child {
  readonly node: LinkNode;
  readonly log: Log;
}

let test: TestFleet;
let children: Child[];

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  const city = await linkNodeOf(test, CITY);
  children = communitiesOf(CITY)
    .slice(0, CHILDREN)
    .map((unit) => {
      const node = certify(city, unit);
      return { node, log: new Log(unit, node).add(...newOrgs(unit, FRAMES * ENTRIES_PER_FRAME)) };
    });
});

afterAll(() => test?.stop());

/** Sends one frame until it is taken; gives how often the parent asked for patience. */
async function insist(url: string, { node, log }: Child, frame: number): Promise<number> {
  const segment = log.segment({ from: frame * ENTRIES_PER_FRAME + 1, to: (frame + 1) * ENTRIES_PER_FRAME });
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const { status, body, retryAfterMs } = await sendSegments(url, node, [segment]);
    if (status === 200) {
      expect(body.refused).toEqual([]);
      return attempt;
    }
    expect([429, 503]).toContain(status);
    expect(retryAfterMs).toBeGreaterThan(0);
    // Honoured, and not by all at the same moment.
    await passed((retryAfterMs ?? 0) * (1 + Math.random()));
  }
  throw new Error(`the frame of ${log.origin} was not taken in ${ATTEMPTS_MAX} attempts`);
}

async function returnWithEverything(url: string, child: Child): Promise<number> {
  let sentAway = 0;
  for (let frame = 0; frame < FRAMES; frame += 1) sentAway += await insist(url, child, frame);
  return sentAway;
}

describe('five hundred children that return at the same moment', () => {
  it('are all served, while a person at the parent is answered within seconds', async () => {
    const { api, url } = test.fleet.node(CITY);
    let returned = false;
    const returning = Promise.all(children.map((child) => returnWithEverything(url, child))).finally(() => {
      returned = true;
    });
    const waits: number[] = [];
    while (!returned) {
      const began = performance.now();
      await api.indicator('organisations', `at=${AFTER_LATE}`);
      waits.push(performance.now() - began);
    }
    const sentAway = (await returning).reduce((sum, times) => sum + times, 0);
    console.log(
      `${waits.length} answers, the slowest after ${Math.round(Math.max(...waits))} ms; sent away ${sentAway} times`,
    );
    expect(waits.length).toBeGreaterThan(1);
    expect(Math.max(...waits)).toBeLessThan(ANSWER_MS_MAX);
  });

  it('have brought everything, each entry once', async () => {
    expect(await headsOf(test, CITY)).toEqual(
      children.map(({ log }) => log.head()).sort((a, b) => (a.origin < b.origin ? -1 : 1)),
    );
    const entries = CHILDREN * FRAMES * ENTRIES_PER_FRAME;
    const { value } = await test.fleet.node(CITY).api.indicator('organisations', `at=${AFTER_LATE}`);
    const { records } = await test.fleet.node(CITY).api.status();
    expect({ value, ...records }).toMatchObject({
      value: entries,
      counted: entries,
      quarantined: 0,
      deferred: 0,
    });
    await expectSound(test);
  });
});
