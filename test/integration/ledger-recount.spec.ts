import { readFile } from 'node:fs/promises';
import { productFile } from '#platform/config';
import { Database } from '#platform/storage';
import { installCatalogue } from '#features/ledger';
import type { Body, NodeApi } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { Outsider } from '../support/outsider.js';
import { activity, COMMUNITY, facility } from '../support/sample-records.js';

const DISTRICT = { unit: '140502' };
const AT = { at: '2006-12-31' };

async function catalogueDocument(): Promise<Body> {
  return JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
}

/** The catalogue with one more kind of facility, and one more type with its indicator. */
async function newerCatalogue(): Promise<Body> {
  const document = await catalogueDocument();
  const like = (items: Body[], code: string, change: object) => {
    const found = items.find((item) => item.code === code);
    items.push({ ...structuredClone(found), ...change });
  };
  document.version = 'one-more';
  document.enums['facility-kind'].push({ value: 'greenhouse', zh: '温室', en: 'Greenhouse' });
  like(document.types, 'activity', { code: 'excursion' });
  const terms = { n: { from: 'excursion', agg: 'count', window: 'period' } };
  like(document.indicators, 'activities', { code: 'excursions', terms });
  return document;
}

describe('another catalogue', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await TestNode.start(DISTRICT);
  });
  afterAll(() => node?.close());

  /** Loads a catalogue and starts the node again, as after an upgrade. */
  async function restartWith(document: unknown): Promise<NodeApi> {
    await installCatalogue(node.app.get(Database), document);
    await node.restart();
    expect((await node.as('operator').audit()).body).toMatchObject({ chainOk: true, recountOk: true });
    return node.as('clerk');
  }

  const figure = async (code: string) => (await node.as('administrator').indicator(code, AT)).body.value;
  const counts = async () => (await node.as('operator').get('/api/v1/operations/status')).body.records;

  it('that knows less leaves what was entered before as it was, in its own words', async () => {
    const clerk = await restartWith(await newerCatalogue());
    const made = await clerk.createBatch([
      facility(),
      facility({ name: '温室', kind: 'greenhouse' }),
      { ...activity(), type: 'excursion' },
    ]);
    expect(made.body.rejected).toEqual([]);
    const [, greenhouse, excursion] = made.body.saved.map((item: Body) => item.record);
    expect([await figure('facilities'), await figure('excursions')]).toEqual([2, 1]);

    const older = await restartWith(await catalogueDocument());
    const kept = { counted: 3, quarantined: 0, deferred: 0, deleted: 0 };
    expect(await counts()).toEqual(kept);
    expect([await figure('facilities'), await figure('excursions')]).toEqual([2, undefined]);
    expect((await older.read(greenhouse)).body).toMatchObject({ status: 'counted', quarantine: [] });
    const { status, fields } = (await older.read(excursion)).body;
    expect([status, fields.title]).toEqual(['counted', activity().fields.title]);
    const refused = await older.create(facility({ name: '另一温室', kind: 'greenhouse' }));
    expect([refused.status, refused.body.details[0].code]).toEqual([422, 'field_enum']);

    await restartWith(await newerCatalogue());
    expect(await counts()).toEqual(kept);
    expect([await figure('facilities'), await figure('excursions')]).toEqual([2, 1]);
    expect(await node.query('SELECT * FROM quarantine')).toEqual([]);
  });

  it('lets what is held back be mended and withdrawn', async () => {
    const clerk = await restartWith(await newerCatalogue());
    const draft = (name: string) => facility({ name, kind: 'greenhouse' });
    const made = await clerk.createBatch([draft('改'), draft('撤')]);
    const [mended, withdrawn] = made.body.saved.map((item: Body) => item.record);
    const before = await figure('facilities');

    const older = await restartWith(await catalogueDocument());
    const change = { expectedVersion: 1, fields: facility({ name: '改' }).fields };
    expect((await older.correct(mended, change)).status).toBe(200);
    expect((await older.remove(withdrawn, { expectedVersion: 1 })).status).toBe(200);
    expect((await older.read(mended)).body).toMatchObject({ status: 'counted', quarantine: [] });
    expect(
      await node.query('SELECT record FROM quarantine WHERE record = ANY ($1)', [[mended, withdrawn]]),
    ).toEqual([]);

    await restartWith(await newerCatalogue());
    expect(await figure('facilities')).toBe(before - 1);
  });

  it('of the same content asks for no recount', async () => {
    await restartWith(await newerCatalogue());
    await node.query('UPDATE cell SET value = value + 1');
    await node.restart();
    expect((await node.as('operator').audit()).body.recountOk).toBe(false);
    await node.as('operator').recount();
  });
});

it('catalogues that are loaded at once take turns, and one of them is active', async () => {
  const node = await TestNode.start(DISTRICT);
  try {
    const documents = [await catalogueDocument(), await newerCatalogue()];
    await node.query('DELETE FROM catalogue');
    const loads = Array.from({ length: 12 }, (_, index) => documents[index % 2]);
    await Promise.all(loads.map((document) => installCatalogue(node.app.get(Database), document)));
    const rows = await node.query('SELECT version, active FROM catalogue');
    expect(rows.map((row) => row.active).sort()).toEqual([false, true]);
  } finally {
    await node.close();
  }
});

describe('a recount while the node works', () => {
  let node: TestNode;
  let outsider: Outsider;
  beforeEach(async () => {
    node = await TestNode.start(DISTRICT);
    outsider = await Outsider.connect(node.databaseUrl);
  });
  afterEach(async () => {
    await outsider?.close();
    await node?.close();
  });

  it('is seen by a correction that began before it was finished', async () => {
    const { record } = (await node.as('clerk').create(facility())).body;
    // As if the record had come before its catalogue: it does not count yet, and the recount will see that it does.
    await node.query(`UPDATE record SET status = 'quarantined'`);
    await node.query('DELETE FROM cell');
    const [recounted, corrected] = await outsider.whileLocked('cell', 'SHARE', async () => {
      const recount = node.as('operator').recount();
      await outsider.waiting(1);
      const change = { expectedVersion: 1, fields: facility({ books: 9 }).fields };
      const correction = node.as('clerk').correct(record, change);
      await outsider.waiting(2);
      return [recount, correction] as const;
    });
    expect((await recounted).body.reassessed).toBe(1);
    expect((await corrected).status).toBe(200);
    expect((await node.as('operator').audit()).body.recountOk).toBe(true);
    expect((await node.as('administrator').indicator('libraries', AT)).body.value).toBe(1);
  });

  it('does not disturb an audit that looks at the state before', async () => {
    await node.as('clerk').createBatch([facility(), activity()]);
    const [recounted, audited] = await outsider.whileLocked('cell', 'ACCESS EXCLUSIVE', async () => {
      const recount = node.as('operator').recount();
      await outsider.waiting(1);
      const audit = node.as('operator').audit();
      await outsider.waiting(2);
      return [recount, audit] as const;
    });
    expect((await recounted).status).toBe(200);
    expect((await audited).body).toMatchObject({ chainOk: true, recountOk: true });
  });

  it('finds every record, the one with the smallest id too', async () => {
    const record = '00000000-0000-0000-0000-000000000000';
    const made = await node.as('clerk').create(activity({}, { record, unit: COMMUNITY }));
    expect(made.status).toBe(201);
    expect((await node.as('operator').audit()).body).toMatchObject({
      recountOk: true,
      recount: { records: 1 },
    });
  });
});
