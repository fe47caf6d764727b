import { check, commit, importSheet, tally, upload } from '../support/imports.js';
import type { Body, NodeApi } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { ACROSS, COMMUNITY, NEIGHBOUR } from '../support/sample-records.js';

const WORKER = { NODE_ROLES: 'api,worker' };

let node: TestNode;
let clerk: NodeApi;
let community: NodeApi;

beforeAll(async () => {
  node = await TestNode.start({
    unit: '140502',
    callers: [`clerk:${COMMUNITY}`, `clerk:${NEIGHBOUR}`],
    variables: WORKER,
  });
  clerk = node.as('clerk');
  community = node.as('clerk', COMMUNITY);
});
afterAll(() => node?.close());

const HEADINGS =
  '单位代码,类别,名称,状态,建筑面积(m2),计入办公和服务用房,计入配套服务用房,启用日期,藏书(册),对居民开放';
const facilities = (...rows: string[]): string => [HEADINGS, ...rows].join('\n');

describe('a CSV sheet of records with a natural key', () => {
  const sheet = facilities(
    `${COMMUNITY},社区图书室,一室,使用中,48.5,否,是,2006-3-1,"1,200",是`,
    `${NEIGHBOUR},library,二室,in-use,20,0,1,2006年3月2日,7,true`,
    `${ACROSS},社区图书室,三室,使用中,20,否,是,38777,10,是`,
    `${COMMUNITY},社区图书室,四室,使用中,很大,否,是,2006/13/1,10,是`,
    `140502999999,社区图书室,五室,使用中,1,否,是,2006-03-01,10,是`,
    `${COMMUNITY},社区图书室,一室,使用中,50,否,是,2006-03-01,10,是`,
  );

  it('is mapped by its headings, checked without a trace, and written once', async () => {
    const { body } = await upload(clerk, 'facility', sheet, { name: '设施.csv' });
    expect(body).toMatchObject({ state: 'mapping', mappedBy: 'proposal', missing: [], rows: 6, done: 0 });
    expect(body.columns.map((column: Body) => column.target)).toEqual([
      'unit',
      'kind',
      'name',
      'status',
      'floor_area_m2',
      'counts_office',
      'counts_house',
      'opened_on',
      'books',
      'open_public',
    ]);
    const before = await node.stored();
    const checked = await check(clerk, body.id);
    expect(tally(checked)).toEqual({
      state: 'checked',
      rows: 6,
      done: 6,
      fresh: 3,
      changed: 0,
      unchanged: 0,
      wrong: 3,
    });
    expect(await node.stored()).toEqual(before);

    const errors = (await clerk.get(`/api/v1/imports/${body.id}/errors`)).body;
    const found = errors.map(({ row, errors: list }: Body) => [
      row,
      ...list.map((error: Body) => [error.column, error.code]),
    ]);
    expect(found).toEqual([
      [5, [4, 'field_type'], [7, 'field_date']],
      [6, [0, 'unit_unknown']],
      [7, [null, 'row_repeated']],
    ]);

    const written = await commit(clerk, body.id);
    expect(tally(written)).toEqual({ ...tally(checked), state: 'done' });
    const records = (await clerk.list({ type: 'facility' })).body.records;
    expect(
      records
        .map((item: Body) => [
          item.unit,
          item.fields.name,
          item.fields.books,
          item.fields.opened_on,
          item.version,
        ])
        .sort(),
    ).toEqual(
      [
        [COMMUNITY, '一室', 1200, '2006-03-01', 1],
        [NEIGHBOUR, '二室', 7, '2006-03-02', 1],
        [ACROSS, '三室', 10, '2006-03-01', 1],
      ].sort(),
    );
  });

  it('changes nothing when it is imported again, and only what differs when it differs', async () => {
    const before = await node.stored();
    expect(tally(await importSheet(clerk, 'facility', sheet))).toMatchObject({
      state: 'done',
      fresh: 0,
      changed: 0,
      unchanged: 3,
      wrong: 3,
    });
    expect(await node.stored()).toEqual(before);

    const other = sheet.replace('"1,200"', '1300');
    expect(tally(await importSheet(clerk, 'facility', other))).toMatchObject({
      fresh: 0,
      changed: 1,
      unchanged: 2,
    });
    const [record] = (await clerk.list({ type: 'facility', unit: COMMUNITY })).body.records;
    expect([record.version, record.fields.books]).toEqual([2, 1300]);
    expect((await node.as('operator').audit()).body).toMatchObject({ chainOk: true, recountOk: true });
  });

  it('leaves what it has no column for as it is', async () => {
    const partly = '单位代码,类别,名称,藏书\n' + `${COMMUNITY},社区图书室,一室,1500`;
    expect(tally(await importSheet(clerk, 'facility', partly))).toMatchObject({ changed: 1, wrong: 0 });
    const [record] = (await clerk.list({ type: 'facility', unit: COMMUNITY })).body.records;
    expect(record.fields).toMatchObject({ books: 1500, floor_area_m2: 48.5, opened_on: '2006-03-01' });
  });
});

describe('a sheet of records without a natural key', () => {
  const sheet = '类型,名称,日期,参加人次\nculture,灯会,2006.2.12,80\nculture,灯会,2006.2.12,80';

  it('becomes one record for each row, the same ones at every import', async () => {
    expect(tally(await importSheet(community, 'activity', sheet))).toMatchObject({ fresh: 2, wrong: 0 });
    const before = await node.stored();
    expect(tally(await importSheet(community, 'activity', sheet))).toMatchObject({ fresh: 0, unchanged: 2 });
    expect(await node.stored()).toEqual(before);
  });
});
