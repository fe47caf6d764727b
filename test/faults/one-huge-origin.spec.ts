import { readFile } from 'node:fs/promises';
import { AFTER_LATE } from '../support/fleet-clerk.js';
import { expectSound, headsOf, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { communitiesOf, Log, newOrg, newOrgs } from '../support/link-log.js';
import { certify, linkNodeOf, sendSegments, type LinkNode } from '../support/link.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT] = ['1405', '140502'] as const;
const STREET = '140502001';
const [HUGE, ...SMALL] = communitiesOf(STREET).slice(0, 6) as [string, ...string[]];

/** A community that imports a whole archive: a million, where somebody has the time. */
const RECORDS = Number(process.env['TEST_HUGE_RECORDS'] ?? 20_000);
/** What a node checks between two checkpoints, and what a frame takes. */
const [RUN, FRAME] = [250, 1_000];
const TIMEOUT_MS = 170_000 + 10 * RECORDS;

/** While the archive is on its way, a record of somebody else is at the city after this time. */
const SMALL_MS_MAX = 10_000;

/** What a node may need beyond what it needs when it has nothing to do, however long the log is. */
const GROWTH_KB_MAX = 400 * 1024;

let test: TestFleet;
let street: LinkNode;
let huge: Log;
let idleKb: ReadonlyMap<string, number>;

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT]);
  street = certify(await linkNodeOf(test, DISTRICT), STREET);
  huge = new Log(HUGE, street);
  idleKb = await memoryOf([CITY, DISTRICT], 'VmRSS');
});

afterAll(() => test?.stop());

/** The memory of nodes in kilobytes: now, or the most that there ever was. */
async function memoryOf(units: readonly string[], what: 'VmRSS' | 'VmHWM'): Promise<Map<string, number>> {
  const read = async (unit: string): Promise<[string, number]> => {
    const status = await readFile(`/proc/${test.fleet.node(unit).pid}/status`, 'utf8');
    return [unit, Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)?.[1])];
  };
  return new Map(await Promise.all(units.map(read)));
}

async function give(log: Log, from: number, to: number): Promise<void> {
  const segments = Array.from({ length: Math.ceil((to - from + 1) / RUN) }, (_, run) =>
    log.segment({ from: from + run * RUN, to: Math.min(to, from + (run + 1) * RUN - 1) }),
  );
  const { status, body } = await sendSegments(test.fleet.node(DISTRICT).url, street, segments);
  expect({ status, refused: body.refused }).toEqual({ status: 200, refused: [] });
}

async function atCity(origin: string): Promise<number> {
  return (await headsOf(test, CITY)).find((head) => head.origin === origin)?.seq ?? 0;
}

describe('an origin with very many records', () => {
  it(
    'keeps nobody else waiting',
    async () => {
      await test.fleet.node(CITY).stop();
      for (let from = 1; from <= RECORDS; from += FRAME) {
        const to = Math.min(RECORDS, from + FRAME - 1);
        huge.add(...newOrgs(HUGE, to - from + 1));
        await give(huge, from, to);
        huge.forget();
      }
      await test.fleet.node(CITY).start();
      await until(async () => (await atCity(HUGE)) > 0, {
        deadlineMs: 60_000,
        what: 'the archive to begin to arrive',
      });
      const began = performance.now();
      for (const unit of SMALL) await give(new Log(unit, street).add(newOrg(unit)), 1, 1);
      await until(async () => (await Promise.all(SMALL.map(atCity))).every((seq) => seq === 1), {
        deadlineMs: SMALL_MS_MAX,
        what: 'the records of the others',
      });
      const [ms, arrived] = [performance.now() - began, await atCity(HUGE)];
      console.log(`the others after ${Math.round(ms)} ms, with ${arrived} of ${RECORDS} of the archive`);
      expect(arrived).toBeLessThan(RECORDS);
    },
    TIMEOUT_MS,
  );

  it(
    'arrives as a whole, in bounded memory',
    async () => {
      await until(async () => (await atCity(HUGE)) === RECORDS, {
        deadlineMs: TIMEOUT_MS,
        what: 'the archive',
      });
      await settled(test);
      expect(await headsOf(test, CITY)).toContainEqual(huge.head());
      for (const [unit, kb] of await memoryOf([CITY, DISTRICT], 'VmHWM')) {
        const growthKb = kb - (idleKb.get(unit) ?? 0);
        console.log(`${unit} needed ${Math.round(growthKb / 1024)} MB more than at rest`);
        expect(growthKb).toBeLessThan(GROWTH_KB_MAX);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'is counted once, record by record',
    async () => {
      for (const unit of [DISTRICT, CITY]) {
        const { value } = await test.fleet.node(unit).api.indicator('organisations', `at=${AFTER_LATE}`);
        const { records } = await test.fleet.node(unit).api.status();
        const all = RECORDS + SMALL.length;
        expect({ unit, value, ...records }).toMatchObject({ unit, value: all, counted: all, quarantined: 0 });
      }
      await expectSound(test);
    },
    TIMEOUT_MS,
  );
});
