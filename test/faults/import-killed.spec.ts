import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { atRest, importSheet, tally, upload } from '../support/imports.js';
import { NodeApi } from '../support/node-api.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';
const COMMUNITIES = ['140502001001', '140502001002', '140502003001'];
const ROWS = 8_000;
const KILLS = 2;
/** A killed worker's job is taken for dead after ten seconds. */
const TAKEN_OVER_MS_MAX = 40_000;

let test: TestFleet;
let clerk: NodeApi;

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT]);
  const { url, api } = test.fleet.node(DISTRICT);
  clerk = new NodeApi(url, api.tokens.clerk);
});

afterAll(() => test?.stop());

const unitOf = (row: number): string => COMMUNITIES[row % COMMUNITIES.length] ?? '';
const numbers = Array.from({ length: ROWS }, (_, index) => index + 1);
/** Every hundredth row is wrong. */
const participants = (row: number): string => (row % 100 === 0 ? '很多' : String(row));
const WRONG = ROWS / 100;

/** Without a natural key: a row that is written twice would be two records. */
const ACTIVITIES = [
  '单位代码,类型,名称,日期,参加人次',
  ...numbers.map((row) => `${unitOf(row)},culture,活动 ${row},2006-02-12,${participants(row)}`),
].join('\n');

/** With one: a row that is written twice would be a second version. */
const ORGS = [
  '单位代码,name,kind,established_on,members',
  ...numbers.map((row) => `${unitOf(row)},组织 ${row},social-org,2006-02-12,${participants(row)}`),
].join('\n');

async function written(
  unit: string,
  type: string,
): Promise<{ records: number; entries: number; versions: number }> {
  const [row] = await test.query<{ records: string; entries: string; versions: string }>(
    unit,
    `SELECT count(DISTINCT r.record) AS records, count(*) AS entries, max(l.version) AS versions
     FROM record r JOIN log_entry l ON l.record = r.record WHERE r.type = $1`,
    [type],
  );
  return { records: Number(row?.records), entries: Number(row?.entries), versions: Number(row?.versions) };
}

async function positionOf(id: string): Promise<number> {
  const [row] = await test.query<{ position: number }>(
    DISTRICT,
    'SELECT position FROM sheet_import WHERE id = $1',
    [id],
  );
  return row?.position ?? 0;
}

describe('a power cut in the middle of an import', () => {
  it.each([
    ['activity', ACTIVITIES],
    ['org', ORGS],
  ])('of %s records loses no row and writes none twice', async (type, sheet) => {
    const node = test.fleet.node(DISTRICT);
    const { body } = await upload(clerk, type, sheet);
    expect([body.missing, body.rows]).toEqual([[], ROWS]);
    await clerk.send('POST', `/api/v1/imports/${body.id}/commit`, {});
    for (let kill = 1; kill <= KILLS; kill++) {
      const before = await positionOf(body.id);
      await until(async () => (await positionOf(body.id)) > before, {
        deadlineMs: TAKEN_OVER_MS_MAX,
        what: 'the next batch',
      });
      await node.kill();
      expect(await positionOf(body.id)).toBeLessThanOrEqual(ROWS);
      await node.start();
    }
    const sound = ROWS - WRONG;
    expect(tally(await atRest(clerk, body.id))).toEqual({
      state: 'done',
      rows: ROWS,
      done: ROWS,
      fresh: sound,
      changed: 0,
      unchanged: 0,
      wrong: WRONG,
    });
    expect(await written(DISTRICT, type)).toEqual({ records: sound, entries: sound, versions: 1 });
    expect(await node.api.audit()).toMatchObject({ chainOk: true, recountOk: true });
    await until(async () => (await written(CITY, type)).entries === sound, {
      deadlineMs: 60_000,
      what: 'all of it to reach the city',
    });
    expect(tally(await importSheet(clerk, type, sheet))).toMatchObject({
      fresh: 0,
      changed: 0,
      unchanged: sound,
      wrong: WRONG,
    });
    expect(await written(DISTRICT, type)).toEqual({ records: sound, entries: sound, versions: 1 });
  });

  it('while the sheet is uploaded leaves nothing, and the next upload works', async () => {
    const node = test.fleet.node(DISTRICT);
    const before = (await clerk.get('/api/v1/imports')).body.length;
    const files = join(test.directory, 'data', DISTRICT, 'uploads');
    // Gives one piece and then nothing more: an upload that is still on its way.
    const begun = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(new Uint8Array(1_024).fill(97)),
      pull: () => new Promise(() => undefined),
    });
    const sending = fetch(`${node.url}/api/v1/imports?type=activity`, {
      method: 'POST',
      headers: { authorization: `Bearer ${node.api.tokens.clerk}`, 'content-type': 'text/csv' },
      body: begun,
      duplex: 'half',
    }).then(
      () => 'answered',
      () => 'cut off',
    );
    await until(async () => (await readdir(files)).length > 0, {
      deadlineMs: 10_000,
      what: 'the upload to begin',
    });
    await node.kill();
    expect(await sending).toBe('cut off');
    await node.start();
    expect((await clerk.get('/api/v1/imports')).body.length).toBe(before);
    const sheet = ACTIVITIES.split('\n').slice(0, 3).join('\n').replaceAll('活动', '续');
    expect(tally(await importSheet(clerk, 'activity', sheet))).toMatchObject({ state: 'done', fresh: 2 });
  });
});
