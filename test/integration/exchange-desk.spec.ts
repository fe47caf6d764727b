import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { atRest, check, commit, importSheet, tally, upload } from '../support/imports.js';
import type { Body, NodeApi } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { COMMUNITY, NEIGHBOUR, person } from '../support/sample-records.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

let node: TestNode;
let clerk: NodeApi;

beforeAll(async () => {
  node = await TestNode.start({
    unit: '140502',
    callers: [`clerk:${COMMUNITY}`, `clerk:${NEIGHBOUR}`],
    variables: { NODE_ROLES: 'api,worker' },
  });
  clerk = node.as('clerk', COMMUNITY);
});
afterAll(() => node?.close());

const at = (id: string, path = ''): string => `/api/v1/imports/${id}${path}`;

describe('a form that nobody knows', () => {
  const sheet = (name: string): string => `表一,,\n活动名,哪天,多少人\n${name},2006年2月12日,80\n`;
  const mapping = { fields: { title: 0, held_on: 1, participants: 2 }, unit: { value: COMMUNITY } };

  it('is mapped by hand once, and by memory the next time', async () => {
    const { body } = await upload(clerk, 'activity', sheet('甲'));
    expect(body.columns.map((column: Body) => column.heading)).toEqual(['活动名', '哪天', '多少人']);
    expect((await clerk.send('POST', at(body.id, '/commit'), {})).body.code).toBe(
      'import_mapping_incomplete',
    );

    const titled = await upload(clerk, 'activity', sheet('甲').replace('活动名', '名称'));
    expect(titled.body).toMatchObject({ mappedBy: 'proposal', rows: 1 });
    expect(titled.body.columns.map((column: Body) => [column.heading, column.target])).toEqual([
      ['名称', 'title'],
      ['哪天', null],
      ['多少人', null],
    ]);
    const mapped = await clerk.send('PUT', at(titled.body.id, '/mapping'), mapping);
    expect([mapped.status, mapped.body.mappedBy, mapped.body.missing]).toEqual([200, 'clerk', []]);

    const next = await upload(clerk, 'activity', sheet('乙').replace('活动名', ' 名 称(必填)'));
    expect(next.body).toMatchObject({
      mappedBy: 'memory',
      mapping: { ...mapping, period: null, record: null },
    });
    const others = await upload(
      node.as('clerk', NEIGHBOUR),
      'activity',
      sheet('乙').replace('活动名', '名称'),
    );
    expect(others.body.mappedBy).toBe('proposal');
  });

  it.each([
    ['a field that is not there', { fields: { nothing: 0 } }, 'import_mapping_invalid'],
    ['a column that is not there', { fields: { title: 3 } }, 'import_mapping_invalid'],
    ['a column that is no number', { fields: { title: 'x' } }, 'import_mapping_invalid'],
    ['one column twice', { fields: { title: 0, held_on: 0 } }, 'import_mapping_invalid'],
    ['a name that every object has', { fields: { toString: 0, valueOf: 1 } }, 'import_mapping_invalid'],
    [
      'a period where there is none',
      { fields: { title: 0 }, period: { column: 1 } },
      'import_mapping_invalid',
    ],
    ['a place that is none', { fields: { title: 0 }, unit: { other: 1 } }, 'import_mapping_invalid'],
    ['a unit of others', { fields: { title: 0 }, unit: { value: NEIGHBOUR } }, 'scope_exceeded'],
    ['a unit that is not there', { fields: { title: 0 }, unit: { value: '149999' } }, 'unit_unknown'],
    ['no fields', {}, 'body_invalid'],
    ['a list', { fields: [0, 1] }, 'body_invalid'],
  ])('cannot be mapped to %s', async (_, body, code) => {
    const { body: uploaded } = await upload(clerk, 'activity', sheet('丙').replace('活动名', '名称'));
    const refused = await clerk.send('PUT', at(uploaded.id, '/mapping'), body);
    expect([refused.status < 500, refused.body.code]).toEqual([true, code]);
    expect((await clerk.get(at(uploaded.id))).body.mapping).toEqual(uploaded.mapping);
    await clerk.send('DELETE', at(uploaded.id));
  });
});

describe('wrong rows', () => {
  const header = '单位代码,类型,名称,日期,参加人次';
  const sheet = `${header}\n${COMMUNITY},culture,=SUM(A1),2006-02-12,80\n${COMMUNITY},culture,好,2006-13-45,80\n`;

  it('come back in the sheet as it came, with what is wrong in a column behind', async () => {
    const { body } = await upload(clerk, 'activity', sheet);
    await check(clerk, body.id);
    const wrong = (await clerk.download(at(body.id, '/result'))).bytes.toString();
    const [head, row, ...rest] = wrong.slice(1).split('\r\n');
    expect(head).toBe(`${header},错误/Errors,提示/Warnings`);
    expect(row).toMatch(
      new RegExp(
        `^${COMMUNITY},culture,好,2006-13-45,80,"?\\[日期\\] .*2006-01-31.* / .*such as 2006-01-31.*,$`,
      ),
    );
    expect(rest).toEqual(['']);
    const all = (await clerk.download(at(body.id, '/result?rows=all'))).bytes.toString().split('\r\n');
    expect([all.length, all[1]]).toEqual([4, `${COMMUNITY},culture,'=SUM(A1),2006-02-12,80,,`]);
  });

  it('are mended in the result, and the result is imported', async () => {
    const { id } = await importSheet(clerk, 'activity', sheet);
    const mended = (await clerk.download(at(id, '/result'))).bytes
      .toString()
      .replace('2006-13-45', '2006-02-13');
    expect(tally(await importSheet(clerk, 'activity', mended))).toMatchObject({
      rows: 1,
      fresh: 1,
      wrong: 0,
    });
  });

  it('and rows that are worth a second look are told apart, and the latter are imported', async () => {
    const header = '单位代码,类型,名称,日期,参加人次';
    const row = (name: string): string => `${COMMUNITY},culture,${name},2006-02-19,80`;
    const { body } = await upload(
      clerk,
      'activity',
      [header, row('元宵'), row('元宵'), row('其他')].join('\n'),
    );
    await check(clerk, body.id);
    const rowsOf = async (wanted: string): Promise<string[]> =>
      (await clerk.download(at(body.id, `/result?rows=${wanted}`))).bytes
        .toString()
        .split('\r\n')
        .slice(1, -1);
    const marked = await rowsOf('marked');
    expect(marked.map((line) => line.split(',').slice(0, 6))).toEqual(
      Array(2).fill([...row('元宵').split(','), '']),
    );
    for (const line of marked) expect(line).toMatch(/\[名称\] 本单位已有.* \/ This unit has a record/);
    expect(await rowsOf('wrong')).toEqual([]);
    expect(tally(await commit(clerk, body.id))).toMatchObject({ fresh: 3, wrong: 0 });
  });

  it('come back as XLSX where the sheet was one', async () => {
    const template = await clerk.download('/api/v1/imports/template?type=activity&format=xlsx');
    expect(template.headers.get('content-type')).toBe(XLSX);
    const empty = await clerk.sendRaw('POST', '/api/v1/imports?type=activity', template.bytes, XLSX);
    expect(empty.body.code).toBe('sheet_empty');
    const exported = await clerk.download('/api/v1/exports/records?type=activity&format=xlsx');
    const uploaded = await clerk.sendRaw(
      'POST',
      '/api/v1/imports?type=activity&name=a.xlsx',
      exported.bytes,
      XLSX,
    );
    expect(uploaded.body).toMatchObject({ format: 'xlsx', fileName: 'a.xlsx', missing: [] });
    const result = await clerk.download(at(uploaded.body.id, '/result?rows=all'));
    expect([result.headers.get('content-type'), result.bytes.subarray(0, 2).toString()]).toEqual([
      XLSX,
      'PK',
    ]);
  });

  it('keep all others back where the clerk wants all or none', async () => {
    const { body } = await upload(clerk, 'activity', sheet.replace('=SUM(A1)', '全有或全无'));
    const early = await clerk.send('POST', at(body.id, '/commit'), { wrong: 'refuse' });
    expect(early.body.code).toBe('import_state');
    await check(clerk, body.id);
    const before = await node.stored();
    const refused = await clerk.send('POST', at(body.id, '/commit'), { wrong: 'refuse' });
    expect([refused.status, refused.body.code, refused.body.params.count]).toEqual([
      409,
      'import_has_wrong_rows',
      1,
    ]);
    expect(await node.stored()).toEqual(before);
    expect(tally(await commit(clerk, body.id))).toMatchObject({ state: 'done', fresh: 1, wrong: 1 });
    expect((await clerk.send('POST', at(body.id, '/commit'), {})).body.code).toBe('import_state');
  });

  it('never repeat what a personal field holds', async () => {
    const personal = '姓甚名谁的隐私';
    const fields = person().fields;
    const sheetOfPeople = `person_key,name,id_no,phone,sex,birth_year,category,registered_on,served\np-9,${personal},${personal},${personal},f,${personal},elderly,${personal},${personal}`;
    const { body } = await upload(clerk, 'person', sheetOfPeople);
    expect(body.missing).toEqual([]);
    const done = await check(clerk, body.id);
    expect(done.wrong).toBe(1);
    const errors = await clerk.get(at(body.id, '/errors'));
    const [row] = errors.body;
    expect(row.errors.map((error: Body) => error.field)).toEqual(
      expect.arrayContaining(['birth_year', 'registered_on', 'served']),
    );
    expect(JSON.stringify(errors.body)).not.toContain(personal);
    expect(Object.keys(fields)).toContain('id_no');
    const [verdict] = await node.query<{ faults: string }>(
      'SELECT faults FROM sheet_row_verdict WHERE import = $1',
      [body.id],
    );
    expect(verdict?.faults).not.toContain(personal);
  });
});

describe('an import', () => {
  const sheet = '类型,名称,日期,参加人次\nculture,独有,2006-02-12,80';

  it('is committed without a word about wrong rows, and refuses words that it does not know', async () => {
    const { body } = await upload(clerk, 'activity', sheet);
    expect((await clerk.send('POST', at(body.id, '/commit'), { wrong: 'maybe' })).body.code).toBe(
      'body_invalid',
    );
    expect((await clerk.sendRaw('POST', at(body.id, '/commit'), 'x', 'text/csv')).status).toBe(415);
    const begun = await clerk.send('POST', at(body.id, '/commit'));
    expect([202, 409]).toContain(begun.status);
    expect(tally(await atRest(clerk, body.id))).toMatchObject({ state: 'done', fresh: 1 });
  });

  it('is seen by its own unit only, and by clerks only', async () => {
    const { body } = await upload(clerk, 'activity', sheet);
    for (const other of [node.as('clerk', NEIGHBOUR), node.as('clerk')]) {
      for (const path of ['', '/errors', '/result']) {
        const answer = await other.get(at(body.id, path));
        expect([answer.status, answer.body.code]).toEqual([404, 'import_unknown']);
      }
      expect((await other.get('/api/v1/imports')).body.map((item: Body) => item.id)).not.toContain(body.id);
      expect((await other.send('POST', at(body.id, '/commit'), {})).body.code).toBe('import_unknown');
      expect((await other.send('DELETE', at(body.id))).body.code).toBe('import_unknown');
    }
    expect((await node.as('administrator').get(at(body.id))).body.code).toBe('role_insufficient');
    expect((await node.withToken().get(at(body.id))).status).toBe(401);
    expect((await clerk.get(at('nothing'))).body.code).toBe('import_unknown');
    expect((await clerk.get('/api/v1/imports')).body.map((item: Body) => item.id)).toContain(body.id);
  });

  it('is stopped, goes on where it is told to, and is forgotten with its rows', async () => {
    const { body } = await upload(clerk, 'activity', sheet);
    expect((await clerk.send('POST', at(body.id, '/cancel'))).body.code).toBe('import_state');
    await node.query(`UPDATE sheet_import SET state = 'writing', waiting = 'busy' WHERE id = $1`, [body.id]);
    expect((await clerk.send('DELETE', at(body.id))).body.code).toBe('import_state');
    const stopped = await clerk.send('POST', at(body.id, '/cancel'));
    // The worker may have been faster than whoever cancels.
    expect([stopped.body.state, stopped.body.code]).toContainEqual(
      expect.stringMatching(/^(cancelled|import_state)$/),
    );
    const removed = await clerk.send('DELETE', at(body.id));
    expect(removed.status).toBe(204);
    const [left] = await node.query<{ n: string }>('SELECT count(*) AS n FROM sheet_row WHERE import = $1', [
      body.id,
    ]);
    expect(Number(left?.n)).toBe(0);
  });
});

/** The smallest XLSX file with these rows, and cells that are merged. */
async function mergedSheet(range: string): Promise<Buffer> {
  const rows = [
    ['活动登记表'],
    ['类型', '名称', '日期', '参加人次'],
    ['culture', '合并', '2006-02-12', '8'],
    ['culture', '合并', '2006-02-12', '9'],
  ];
  const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const data = rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('');
  const relation = (type: string, target: string): string =>
    `<Relationships><Relationship Id="r1" Type="x/${type}" Target="${target}"/></Relationships>`;
  const parts = {
    '_rels/.rels': relation('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="s" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relation('worksheet', 'sheet.xml'),
    'xl/sheet.xml': `<worksheet><sheetData>${data}</sheetData><mergeCells><mergeCell ref="${range}"/></mergeCells></worksheet>`,
  };
  const zip = new ZipFile();
  for (const [part, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), part);
  zip.end();
  return Buffer.concat(await (zip.outputStream as Readable).toArray());
}

describe('merged cells', () => {
  it('may hold a title, and are refused within the data, where they stand for who knows which rows', async () => {
    const titled = await upload(clerk, 'activity', await mergedSheet('A1:D1'));
    expect(titled.body).toMatchObject({ format: 'xlsx', rows: 2, missing: [] });
    expect(tally(await commit(clerk, titled.body.id))).toMatchObject({ fresh: 2, wrong: 0 });
    const refused = await upload(clerk, 'activity', await mergedSheet('B3:B4'));
    expect([refused.status, refused.body.code, refused.body.params.range]).toEqual([
      400,
      'sheet_merged',
      'B3:B4',
    ]);
  });
});

describe('an upload that cannot be read', () => {
  const gb18030 = Buffer.concat([
    Buffer.from([0xc0, 0xe0, 0xd0, 0xcd]),
    Buffer.from(',title,held_on,participants\nculture,x,2006-2-1,1\n'),
  ]);

  it('may be GB18030', async () => {
    const { body } = await upload(clerk, 'activity', gb18030);
    expect(body.columns[0]).toMatchObject({ heading: '类型', target: 'kind' });
    await clerk.send('DELETE', at(body.id));
  });

  it.each([
    ['empty', '', 'sheet_empty'],
    ['headings only', '类型,名称\n', 'sheet_empty'],
    ['binary', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), 'sheet_'],
    ['an old .xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), 'sheet_legacy'],
    ['half a ZIP file', Buffer.from('PK\u0003\u0004xxxx'), 'sheet_damaged'],
    ['an open quote', '类型,名称\nculture,"x\n', 'sheet_quote_open'],
  ])('leaves nothing and says why: %s', async (_, content, code) => {
    const count = async (): Promise<Body> =>
      (
        await node.query(
          'SELECT (SELECT count(*) FROM sheet_import) AS a, (SELECT count(*) FROM sheet_row) AS b',
        )
      )[0];
    const before = await count();
    const refused = await upload(clerk, 'activity', content);
    expect([refused.status, refused.body.code]).toEqual([400, expect.stringContaining(code)]);
    expect(await count()).toEqual(before);
  });

  it('is told the type, the size and the form that it must have', async () => {
    expect((await upload(clerk, 'nothing', 'a,b\n1,2')).body.code).toBe('type_unknown');
    expect((await upload(clerk, 'activity', 'a,b\n1,2', { unit: NEIGHBOUR })).body.code).toBe(
      'scope_exceeded',
    );
    const json = await clerk.send('POST', '/api/v1/imports?type=activity', { a: 1 });
    expect([json.status, json.body.code]).toEqual([415, 'media_type_unsupported']);
    const image = await clerk.sendRaw('POST', '/api/v1/imports?type=activity', 'x', 'image/png');
    expect(image.body.code).toBe('media_type_unsupported');
    const huge = await upload(clerk, 'activity', Buffer.alloc(49 * 1024 * 1024, 'a,b\n'));
    expect([huge.status, huge.body.code]).toEqual([413, 'sheet_too_large']);
    const text = await clerk.sendRaw('POST', '/api/v1/records', 'x', 'text/csv');
    expect([text.status, text.body.code]).toEqual([415, 'media_type_unsupported']);
  });
});
