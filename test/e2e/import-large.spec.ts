import { readFile } from 'node:fs/promises';
import { writeSheet } from '#platform/sheets';
import { commit, tally, upload } from '../support/imports.js';
import { TestFleet } from '../support/fleet.js';
import { NodeApi } from '../support/node-api.js';

const [CITY, DISTRICT] = ['1405', '140502'] as const;
const COMMUNITIES = ['140502001001', '140502001002', '140502003001'];
const ROWS = 20_000;

/** 300 MB of XML in 5 MB of ZIP: as texts in memory, 216 MB. */
const LONG_ROWS = 12_000;
const LONG_TEXT = '长'.repeat(9_000);
const LONG_GROWTH_MB_MAX = 180;

/** What a node's heap grows by when it writes and sends records at full speed, whatever the sheet's length. */
const GROWTH_MB_MAX = 320;

let test: TestFleet;
let clerk: NodeApi;

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT]);
  const { url, api } = test.fleet.node(DISTRICT);
  clerk = new NodeApi(url, api.tokens.clerk);
});

afterAll(() => test?.stop());

async function memoryMb(what: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${test.fleet.node(DISTRICT).pid}/status`, 'utf8');
  return Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
}

it('takes a sheet that unpacks to a hundred times its size without holding it', async () => {
  const row = (number: number): string[] => ['culture', `活动 ${number}`, '2006-02-12', '1', LONG_TEXT];
  const rows = function* (): Generator<string[]> {
    yield ['类型', '名称', '日期', '参加人次', '成效'];
    for (let number = 1; number <= LONG_ROWS; number++) yield row(number);
  };
  const parts = await writeSheet('xlsx', [{ name: '数据', rows: rows(), headings: 1 }]).toArray();
  const before = await memoryMb('VmRSS');
  const { body, status } = await upload(clerk, 'activity', Buffer.concat(parts));
  expect([status, body.rows]).toEqual([201, LONG_ROWS]);
  expect((await memoryMb('VmHWM')) - before).toBeLessThan(LONG_GROWTH_MB_MAX);
  expect((await clerk.send('DELETE', `/api/v1/imports/${body.id}`)).status).toBe(204);
}, 120_000);

it(`takes ${ROWS} rows in and out again in bounded memory`, async () => {
  const note = '为什么这样登记'.repeat(40);
  const lines = Array.from(
    { length: ROWS },
    (_, row) =>
      `${COMMUNITIES[row % COMMUNITIES.length]},culture,活动 ${row},2006-02-12,${row},${note}${row}`,
  );
  const before = await memoryMb('VmRSS');
  const { body } = await upload(
    clerk,
    'activity',
    ['单位代码,类型,名称,日期,参加人次,成效', ...lines].join('\n'),
  );
  expect(tally(await commit(clerk, body.id))).toMatchObject({
    state: 'done',
    rows: ROWS,
    fresh: ROWS,
    wrong: 0,
  });
  for (const format of ['csv', 'xlsx']) {
    const { bytes } = await clerk.download(`/api/v1/exports/records?type=activity&format=${format}`);
    const again = await upload(clerk, 'activity', bytes);
    expect(tally(await commit(clerk, again.body.id))).toMatchObject({
      state: 'done',
      unchanged: ROWS,
      wrong: 0,
    });
  }
  expect((await memoryMb('VmHWM')) - before).toBeLessThan(GROWTH_MB_MAX);
}, 240_000);
