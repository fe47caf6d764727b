import { parse } from 'csv-parse/sync';
import { loadCatalogue, type Catalogue } from '#core/catalogue';
import { unitLevel } from '#core/kernel';
import { typesFor } from '../../apps/demo/src/synthetic/index.js';
import { RecordSource } from '../../apps/demo/src/world/record-source.js';
import { importSheet, tally } from '../support/imports.js';
import type { Body, NodeApi } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { COMMUNITY, donation, facility, person } from '../support/sample-records.js';

const SEED = 20_260_117;
const EACH = 3;
const UNITS = ['140502', '140502001', COMMUNITY];
const FORMATS = ['csv', 'xlsx'] as const;

let node: TestNode;
let catalogue: Catalogue;
const entered = new Set<string>();

const path = (query: Record<string, string>): string =>
  `/api/v1/exports/records?${new URLSearchParams(query).toString()}`;
const text = async (api: NodeApi, query: Record<string, string>): Promise<string> =>
  (await api.download(path(query))).bytes.toString('utf8');

beforeAll(async () => {
  node = await TestNode.start({
    unit: '140502',
    callers: [`clerk:${COMMUNITY}`, 'clerk:140502001'],
    variables: { NODE_ROLES: 'api,worker' },
  });
  const [stored] = await node.query<{ document: Body }>('SELECT document FROM catalogue WHERE active');
  catalogue = loadCatalogue(stored?.document);
  await fillAllTypes();
});
afterAll(() => node?.close());

/** Records of every type, at every level at which it is entered here. */
async function fillAllTypes(): Promise<void> {
  const units = UNITS.map((code) => ({ code, name: code, level: unitLevel(code) ?? 'city' }));
  const source = new RecordSource(catalogue, units, SEED);
  for (const unit of units) {
    for (const type of typesFor(catalogue, unit.level)) {
      const records = Array.from({ length: EACH }, () => source.next(type, unit));
      const { body } = await node.as('clerk').createBatch(records);
      if (body.saved.length > 0) entered.add(type);
    }
  }
}

describe('records of every type', () => {
  it.each(FORMATS)('are exported as %s and imported again without any change', async (format) => {
    expect(entered.size).toBeGreaterThan(25);
    const before = await node.stored();
    for (const caller of [node.as('clerk'), node.as('clerk', '140502001'), node.as('clerk', COMMUNITY)]) {
      for (const type of entered) {
        const listed = (await caller.list({ type, limit: 200 })).body.records;
        if (listed.length === 0 || Object.keys(listed[0].fields).length === 0) continue;
        const { bytes } = await caller.download(path({ type, format }));
        const again = await importSheet(caller, type, bytes);
        const rows = listed.length;
        expect({ type, ...tally(again) }).toEqual({
          type,
          state: 'done',
          rows,
          done: rows,
          fresh: 0,
          changed: 0,
          unchanged: rows,
          wrong: 0,
        });
        expect((await caller.send('DELETE', `/api/v1/imports/${again.id}`)).status).toBe(204);
      }
    }
    expect(await node.stored()).toEqual(before);
  });
});

describe('what an export shows', () => {
  it('is what the caller may see, and no more', async () => {
    const clerk = node.as('clerk');
    await clerk.create(person({ person_key: 'export-1', name: '只在社区' }, { unit: COMMUNITY }));
    await clerk.create(donation({ donor: '只到区县' }));
    const own = await text(node.as('clerk', COMMUNITY), { type: 'person', format: 'csv' });
    const above = await text(clerk, { type: 'person', format: 'csv' });
    expect(own).toContain('只在社区');
    expect(above).not.toContain('只在社区');
    expect(above.split('\r\n')[0]).not.toContain(
      catalogue.types.get('person')?.fieldsByName.get('id_no')?.zh,
    );
    expect(await text(clerk, { type: 'fund-flow', format: 'csv' })).toContain('只到区县');
    const outside = await node.as('clerk', COMMUNITY).get(path({ type: 'facility', unit: '140502001002' }));
    expect([outside.status, outside.body.code]).toEqual([403, 'scope_exceeded']);
    expect((await clerk.get(path({ type: 'nothing' }))).body.code).toBe('type_unknown');
    expect((await clerk.get(path({ type: 'facility', from: '2006-02-30' }))).body.code).toBe('query_invalid');
    expect((await node.withToken().get(path({ type: 'facility' }))).status).toBe(401);
  });

  it('never begins a cell like a formula, and gives the text back unharmed', async () => {
    const names = ['=cmd|"/C calc"!A0', '+1', '-1', '@SUM(A1)', "'=1", '"a";=1', '\uff1d1'];
    const clerk = node.as('clerk', COMMUNITY);
    for (const name of names) expect((await clerk.create(facility({ name }))).status).toBe(201);
    const csv = await text(clerk, { type: 'facility', format: 'csv' });
    const rows: string[][] = parse(csv, { bom: true });
    const cells = rows.flat();
    expect(cells).toContain('\'=cmd|"/C calc"!A0');
    for (const cell of cells) {
      if (!/^-\d+(\.\d+)?$/.test(cell)) expect(cell).not.toMatch(/^[=+\-@\t\r\uff1d]/);
    }
    for (const format of FORMATS) {
      const { bytes } = await clerk.download(path({ type: 'facility', format }));
      expect(tally(await importSheet(clerk, 'facility', bytes))).toMatchObject({
        changed: 0,
        fresh: 0,
        wrong: 0,
      });
    }
  });

  it('is named for people and for programs', async () => {
    const { headers } = await node.as('clerk').download(path({ type: 'facility', format: 'xlsx' }));
    expect(headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    expect(headers.get('content-disposition')).toContain(
      `filename*=UTF-8''${encodeURIComponent('社区设施用房')}.xlsx`,
    );
  });
});

describe('an indicator as a sheet', () => {
  it('says what it is, of which units and when, and shows the same figures as the API', async () => {
    const administrator = node.as('administrator');
    const code = 'facilities';
    const [indicator] = (await administrator.get('/api/v1/indicators')).body.filter(
      (item: Body) => item.supported,
    );
    const shown = (await administrator.indicator(indicator.code, { at: '2006-12-31' })).body;
    const { bytes, status } = await administrator.download(
      `/api/v1/exports/indicators/${indicator.code}?at=2006-12-31&format=csv`,
    );
    expect(status).toBe(200);
    const lines = bytes.toString('utf8').slice(1).split('\r\n');
    for (const said of [
      indicator.zh,
      indicator.en,
      indicator.measuredIn,
      '140502',
      '2006-12-31',
      shown.catalogue,
    ]) {
      expect(lines.slice(0, 12).join('\n')).toContain(said);
    }
    const at = lines.findIndex((line) => line.startsWith('单位代码'));
    const rows = lines
      .slice(at + 1)
      .filter((line) => line !== '')
      .map((line) => line.split(',').slice(0, 3));
    const figure = (value: number | null): string => (value === null ? '' : String(value));
    expect(rows).toEqual(
      [{ unit: shown.unit, name: shown.unitName, value: shown.value }, ...shown.children].map(
        (item: Body) => [item.unit, item.name, figure(item.value)],
      ),
    );
    const unknown = await administrator.get(`/api/v1/exports/indicators/no-${code}`);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'indicator_unknown']);
  });
});
