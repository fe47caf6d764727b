import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { productFile } from '#platform/config';
import { openDatabase, type Database } from '#platform/storage';
import { activateDocument, PAGE_RECORDS, PagedRecount } from '#features/ledger';
import type { Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';
import { activity, COMMUNITY } from '../support/sample-records.js';

const SEED = runSeed();
const AT = { at: '2006-12-31', period: 'year' };
/** Four pages and a little: pages end while the work goes on. */
const RECORDS = 4 * PAGE_RECORDS + 30;
const ROUNDS = 14;
const ACTS_A_ROUND = 14;
const STEPS_TO_THE_END = 60;

const random = new SeededRandom(SEED);
const book = new Map<string, { version: number; participants: number }>();

let node: TestNode;
let other: Database;
let shipped: Body;

beforeAll(async () => {
  shipped = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
  // Without a worker: nothing is counted but by the steps of this test.
  node = await TestNode.start({ unit: '140502' });
  other = await openDatabase(node.databaseUrl);
  for (let made = 0; made < RECORDS; made += 400) {
    const drafts = Array.from({ length: Math.min(400, RECORDS - made) }, () => draft());
    const { body } = await node.as('clerk').createBatch(drafts);
    expect(body.rejected).toEqual([]);
    for (const { record, fields } of drafts)
      book.set(record, { version: 1, participants: fields.participants });
  }
});

afterAll(async () => {
  await other?.close();
  await node?.close();
});

/** Ids in no order: a new record lies before or behind the place up to which is counted. */
function draft() {
  const participants = random.between(0, 99);
  const record = randomUUID() as string;
  return { ...activity(), record, unit: COMMUNITY, fields: { ...activity().fields, participants } };
}

/** Counts the activities with at least so many participants, by one indicator for each bound. */
function catalogueOf(version: string, bounds: readonly number[]): Body {
  const document = { ...structuredClone(shipped), version };
  const like = document.indicators.find(({ code }: Body) => code === 'activities');
  for (const bound of bounds) {
    const where = [['participants', '>=', bound]];
    const terms = { n: { from: 'activity', agg: 'count', where, window: 'period' } };
    document.indicators.push({ ...like, code: `from-${bound}`, terms, value: 'n', dims: [], targets: [] });
  }
  return document;
}

const written = (bound: number): number =>
  [...book.values()].filter(({ participants }) => participants >= bound).length;

/** Withdrawn ones too. */
const stored = async (): Promise<number> =>
  Number((await node.query<{ n: string }>('SELECT count(*) AS n FROM record'))[0]?.n);

const paged = () => node.app.get(PagedRecount);

async function act(): Promise<void> {
  const clerk = node.as('clerk');
  const choice = random.next();
  if (choice < 0.4 || book.size === 0) {
    const made = draft();
    expect((await clerk.create(made)).status).toBe(201);
    book.set(made.record, { version: 1, participants: made.fields.participants });
    return;
  }
  const record = random.pick([...book.keys()]);
  const held = book.get(record) ?? { version: 0, participants: 0 };
  book.delete(record);
  if (choice < 0.6) {
    expect((await clerk.remove(record, { expectedVersion: held.version })).status).toBe(200);
    return;
  }
  const { fields } = draft();
  expect((await clerk.correct(record, { expectedVersion: held.version, fields })).status).toBe(200);
  book.set(record, { version: held.version + 1, participants: fields.participants });
}

/** Every figure is right or says that it is being counted; gives how many said a number. */
async function look(bounds: readonly number[]): Promise<number> {
  const { body } = await node.as('operator').audit();
  expect({ seed: SEED, ...body.recount.examples, ok: body.recountOk }).toEqual({ seed: SEED, ok: true });
  const api = node.as('administrator');
  // What a new catalogue does not touch goes on.
  expect((await api.indicator('activities', AT)).body.value).toBe(written(0));
  let told = 0;
  for (const bound of bounds) {
    const { status, body: figure } = await api.indicator(`from-${bound}`, AT);
    // The process looks for a new catalogue every two seconds.
    if (status === 404) continue;
    if (figure.value === null) expect(figure.reason.en).toMatch(/^Being counted anew, \d\d? %$/);
    else {
      expect([SEED, bound, figure.value]).toEqual([SEED, bound, written(bound)]);
      told += 1;
    }
  }
  return told;
}

it(`counts page by page while records change and catalogues come (TEST_SEED=${SEED})`, async () => {
  let bounds: number[] = [];
  let [partly, silent] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const comes = round % 4 === 0 || random.chance(0.15);
    // Some terms stay, some go, some come back.
    if (comes) bounds = [10, 20, 30, 40, 50].filter(() => random.chance(0.5));
    const activation = comes
      ? other.transaction((tx) => activateDocument(tx, catalogueOf(`round-${round}`, bounds)))
      : undefined;
    const steps = Array.from({ length: random.between(1, 2) }, () => paged().run(random.between(1, 2)));
    const acts = Promise.all(
      [0, 1].map(async (lane) => {
        for (let done = lane; done < ACTS_A_ROUND; done += 2) await act();
      }),
    );
    await Promise.all([activation, ...steps, acts]);
    const told = await look(bounds);
    if (told < bounds.length) silent += 1;
    const [{ position } = { position: null }] = await node.query<{ position: string | null }>(
      'SELECT position FROM recount WHERE finished_at IS NULL',
    );
    if (position !== null) partly += 1;
  }
  // Otherwise nothing was tried.
  expect({ seed: SEED, partly: partly > 0, silent: silent > 0 }).toEqual({
    seed: SEED,
    partly: true,
    silent: true,
  });

  expect(await paged().run(STEPS_TO_THE_END)).toBe(true);
  expect(await look(bounds)).toBe(bounds.length);
  expect((await node.as('operator').get('/api/v1/operations/recount')).body).toMatchObject({
    running: false,
    percent: 100,
  });
  const garbage = await node.query(
    `SELECT DISTINCT term FROM cell WHERE value <> 0 AND term NOT IN (SELECT term FROM counted_term WHERE state = 'counted')`,
  );
  expect(garbage).toEqual([]);
}, 240_000);

it('counts nothing that is counted already', async () => {
  const before = catalogueOf('first', [33]);
  await other.transaction((tx) => activateDocument(tx, before));
  await paged().run(STEPS_TO_THE_END);
  const cells = () =>
    node.query('SELECT *, xmin::text AS xmin FROM cell ORDER BY term, unit, bucket, dims, item');
  const kept = await cells();
  const renamed = structuredClone(before);
  renamed.indicators.find(({ code }: Body) => code === 'from-33').zh = '改名';
  await other.transaction((tx) => activateDocument(tx, { ...renamed, version: 'renamed' }));
  expect(await paged().run(STEPS_TO_THE_END)).toBe(true);
  expect(await cells()).toEqual(kept);
});

it('says how far it is, to the operator and in the status', async () => {
  await other.transaction((tx) => activateDocument(tx, catalogueOf('slow', [77])));
  // The beginning, the removal of what is not counted any more, and one page of records.
  await paged().run(3);
  const { body } = await node.as('operator').get('/api/v1/operations/recount');
  expect(body).toMatchObject({
    running: true,
    records: PAGE_RECORDS,
    total: await stored(),
    finishedAt: null,
  });
  expect(body.percent).toBe(Math.floor((100 * PAGE_RECORDS) / (await stored())));
  const said = `Being counted anew with the new catalogue, ${body.percent} % done; figures that it does not touch go on`;
  expect(body.message.en).toBe(said);
  const status = await node.as('operator').get('/api/v1/operations/status');
  expect(status.body.counting).toEqual(body.message);
  const figure = (await node.as('administrator').indicator('from-77', AT)).body;
  expect([figure.value, figure.reason.zh]).toEqual([null, `正在重新计数,已完成 ${body.percent} %`]);
  expect((await node.as('clerk').get('/api/v1/operations/recount')).status).toBe(403);
  const closing = { unit: '140502', period: '2006-01' };
  const refused = await node.as('administrator').send('POST', '/api/v1/periods/closings', closing);
  expect([refused.status, refused.body.code]).toEqual([409, 'recount_running']);
  await paged().run(STEPS_TO_THE_END);
  expect((await node.as('administrator').indicator('from-77', AT)).body.value).toBe(written(77));
});

it('takes over the cells that the version before has counted', async () => {
  const cells = () => node.query('SELECT term, xmin::text AS xmin FROM cell ORDER BY 1, 2');
  const kept = await cells();
  await node.query('DELETE FROM counted_term');
  await node.query('UPDATE recount SET generation = generation + 1');
  await node.restart();
  expect((await node.as('administrator').indicator('from-77', AT)).body.value).toBe(written(77));
  expect(await cells()).toEqual(kept);
});

it('an operator’s recount finds the terms that are wrong, and counts no others', async () => {
  const api = node.as('operator');
  const [term] = await node.query<{ term: string }>('SELECT term FROM cell WHERE value <> 0 LIMIT 1');
  await node.query('UPDATE cell SET value = value + 1 WHERE term = $1', [term?.term]);
  expect((await api.audit()).body.recountOk).toBe(false);
  const others = () =>
    node.query('SELECT term, xmin::text AS xmin FROM cell WHERE term <> $1 ORDER BY 1, 2', [term?.term]);
  const kept = await others();
  expect((await api.recount()).body).toEqual({ records: await stored(), reassessed: 0 });
  expect((await api.audit()).body.recountOk).toBe(true);
  expect(await others()).toEqual(kept);
});
