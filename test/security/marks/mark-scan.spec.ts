import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LEVELS } from '#core/kernel';
import { productFile } from '#platform/config';
import { ONE_BRANCH } from '../../../apps/demo/src/fleet/index.js';
import { settled } from '../../support/fleet-proof.js';
import { QUEUES, TestFleet } from '../../support/fleet.js';
import { until } from '../../support/until.js';
import { noteCounts } from '../support/counts.js';
import { apiPlaces } from './api-places.js';
import { Planting, type Planted } from './planted-records.js';
import { databasePlaces, levelOf, LinkTap, logPlace, redisPlace } from './places.js';
import { isIn, leaksIn, mayBeAt, plain, type Leak, type Place } from './scan.js';

const [CITY, DISTRICT] = ONE_BRANCH;
/** Where Redis is there, the queues are in it; the schema in PostgreSQL is looked at all the same. */
const QUEUE = QUEUES.includes('redis') ? 'redis' : 'postgres';
const ARRIVAL_MS_MAX = 60_000;
/** A node that tells everything writes more than this while it takes in some hundred records. */
const LOG_LINES_MIN = 3;
/** Operations that read, and the types, records and figures that they are asked for. */
const READ_MIN = 200;

let test: TestFleet;
let tap: LinkTap;
let planted: Planted;
let places = 0;
const leaks: Leak[] = [];

beforeAll(async () => {
  // Frames that are not compressed can be read on the link, and whatever can be logged is.
  test = await TestFleet.start(ONE_BRANCH, {
    queue: QUEUE,
    linked: true,
    extra: { UPLINK_COMPRESSION: 'none', LOG_LEVEL: 'debug' },
  });
  tap = new LinkTap(test);
  const document = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
  planted = await new Planting(test, document).plant();
  await settled(test);
  await figuresHaveRisen();
});

afterAll(async () => {
  const fields = new Set(planted?.marks.map(({ name }) => name.split(' ')[0])).size;
  await noteCounts({ marks: { fields, places, leaks: leaks.length } });
  await test?.stop();
});

/** Records of persons stop at the district; their figures go on to the city by a way of their own. */
function figuresHaveRisen(): Promise<unknown> {
  const held = async (): Promise<boolean> =>
    (await test.query(CITY, 'SELECT 1 FROM partial_source WHERE unit = $1', [DISTRICT])).length > 0;
  return until(held, { deadlineMs: ARRIVAL_MS_MAX, what: 'figures of the district at the city' });
}

function expectNoLeak(scanned: readonly Place[]): void {
  expect(scanned.length).toBeGreaterThan(0);
  places += scanned.length;
  const found = leaksIn(scanned, planted.marks);
  leaks.push(...found);
  expect(found).toEqual([]);
}

it('marks were planted in every personal field and in every field that may not rise to the city', () => {
  const types = new Set(planted.marks.map(({ name }) => name.split('.')[0]));
  expect(planted.types.length).toBeGreaterThan(5);
  for (const { code } of planted.types) expect(types).toContain(code);
});

it.each(ONE_BRANCH)('the database of %s holds what may be there, and nothing that may not', async (unit) => {
  const scanned = await databasePlaces(test, unit);
  expectNoLeak(scanned);
  const text = plain(scanned.map((place) => place.text).join('\n'));
  const missing = [...planted.enteredAt].flatMap(([entered, marks]) =>
    entered.startsWith(unit) ? marks.filter((mark) => mayBeAt(mark, levelOf(unit)) && !isIn(mark, text)) : [],
  );
  expect(missing.map(({ name }) => name)).toEqual([]);
});

it('each link carries only what its upper end may hold', () => {
  const scanned = tap.places();
  expect(scanned).toHaveLength(2 * (ONE_BRANCH.length - 1));
  expectNoLeak(scanned);
  const lowest = plain(scanned.find(({ name }) => name.includes(`${ONE_BRANCH[3]}, upwards`))?.text ?? '');
  expect(planted.marks.some((mark) => isIn(mark, lowest))).toBe(true);
});

it('no log has a mark', async () => {
  const scanned = await Promise.all(ONE_BRANCH.map((unit) => logPlace(test, unit)));
  for (const { text } of scanned) expect(text.split('\n').length).toBeGreaterThan(LOG_LINES_MIN);
  expectNoLeak(scanned);
});

it('no queue in Redis has a mark', async () => {
  if (QUEUE !== 'redis') return;
  const place = await redisPlace();
  expect(place.text).toContain('uplink');
  expectNoLeak([place]);
});

it('no error repeats a mark', () => {
  expectNoLeak(planted.errors.map((text, index) => ({ name: `error ${index}`, tier: undefined, text })));
});

it.each(ONE_BRANCH)('no answer of %s shows what may not be seen at its tier', async (unit) => {
  const scanned = await apiPlaces(test, unit, planted);
  expect(scanned.filter(({ tier }) => tier !== undefined).length).toBeGreaterThan(READ_MIN);
  expectNoLeak(scanned);
  const text = plain(scanned.map((place) => place.text).join('\n'));
  const seen = planted.marks.filter((mark) => mayBeAt(mark, levelOf(unit)) && isIn(mark, text));
  expect(seen.length).toBeGreaterThan(0);
});

describe('the scan itself', () => {
  it('finds a mark that somebody has written into a log, a table and a message', async () => {
    const [mark] = planted.marks.filter(({ height }) => height === LEVELS[3]);
    if (!mark) throw new Error('something stays in the community');
    await appendFile(join(test.directory, 'logs', `${CITY}.log`), `{"msg":"${String(mark.value)}"}\n`);
    await test.query(CITY, `CREATE TABLE planted AS SELECT $1::text AS leak`, [mark.value]);
    try {
      const message = { name: 'message', tier: levelOf(DISTRICT), text: JSON.stringify({ a: mark.value }) };
      const scanned = [await logPlace(test, CITY), ...(await databasePlaces(test, CITY)), message];
      expect(leaksIn(scanned, planted.marks)).toEqual([
        { place: `log of ${CITY}`, mark: mark.name },
        { place: `table public.planted of ${CITY}`, mark: mark.name },
        { place: 'message', mark: mark.name },
      ]);
    } finally {
      await test.query(CITY, 'DROP TABLE planted');
    }
  });
});
