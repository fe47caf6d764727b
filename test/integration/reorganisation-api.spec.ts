import { applyReorganisation, loadUnits, unitLinesOf } from '#features/units';
import { Database } from '#platform/storage';
import { TestNode } from '../support/node-app.js';
import type { ApiAnswer, Body, NodeApi } from '../support/node-api.js';
import { expectRefusal } from '../support/refusals.js';
import { activity, facility, waste } from '../support/sample-records.js';
import { until } from '../support/until.js';

const PATH = '/api/v1/units/reorganisations';
const STREET = '140502001';
const OTHER_STREET = '140502002';
const MOVED = '140502001001';
const NEW_CODE = '140502002050';
const DAY = '2024-01-01';

const move = { kind: 'move', from: MOVED, to: NEW_CODE };
const document = (changes: readonly object[] = [move], effectiveOn = DAY): object => {
  return { effectiveOn, title: '示例调整', changes };
};

/** A day that does not come while the test runs. */
const LATER = '2999-01-01';

let node: TestNode;
let administrator: NodeApi;
let clerk: NodeApi;

beforeEach(async () => {
  node = await TestNode.start({
    unit: '140502',
    callers: [`clerk:${STREET}`, `clerk:${OTHER_STREET}`, `clerk:${MOVED}`, `administrator:${STREET}`],
    variables: { CHILD_NODES: '140502003' },
  });
  [administrator, clerk] = [node.as('administrator'), node.as('clerk')];
});
afterEach(() => node?.close());

const apply = (body: object): Promise<ApiAnswer> => administrator.send('POST', PATH, body);
const preview = (body: object, query = ''): Promise<ApiAnswer> =>
  administrator.send('POST', `${PATH}/preview${query}`, body);
const tree = (): Promise<Body[]> =>
  node.query('SELECT code, name, valid_from::text, valid_to::text FROM unit ORDER BY 1, 2');
const library = (name: string, unit = MOVED) => facility({ name }, { unit });

describe('a preview', () => {
  it('tells what would happen to units, records, logs, nodes, tokens and figures, and changes nothing', async () => {
    await clerk.createBatch([library('一'), library('二'), activity()]);
    for (const [name, unit] of [
      ['wang', MOVED],
      ['li', STREET],
      ['zhao', '140502003'],
    ])
      await administrator.send('POST', '/api/v1/accounts', {
        name,
        displayName: name,
        roles: ['clerk'],
        unit,
      });
    const before = [await tree(), await node.stored()];
    const { status, body } = await preview(document(), '?indicators=libraries&indicators=activities');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      effectiveOn: DAY,
      opened: [{ code: NEW_CODE, moved: MOVED }],
      closed: [{ code: MOVED, successor: NEW_CODE, alone: true }],
      renamed: [],
    });
    const [log] = await node.query<Body>('SELECT head_chain FROM origin WHERE origin = $1', [MOVED]);
    expect(body.affected).toEqual([
      {
        unit: MOVED,
        successor: NEW_CODE,
        records: 3,
        logs: [{ epoch: 1, headSeq: 3, chain: log.head_chain, local: true, unsent: 3 }],
        node: '140502',
        nodeAfter: '140502',
      },
    ]);
    const touched = (
      role: string,
      unit: string,
      goesOnWith: string,
      loses: number,
      gains: number,
    ): object => {
      return { role, unit, goesOnWith, loses, gains };
    };
    expect(body.tokens).toEqual([
      touched('clerk', STREET, STREET, 1, 0),
      touched('clerk', OTHER_STREET, OTHER_STREET, 0, 1),
      touched('clerk', MOVED, NEW_CODE, 0, 0),
      touched('administrator', STREET, STREET, 1, 0),
    ]);
    expect(body.accounts).toMatchObject([
      { name: 'li', unit: STREET, goesOnWith: STREET, loses: 1, gains: 0 },
      { name: 'wang', roles: ['clerk'], unit: MOVED, goesOnWith: NEW_CODE, loses: 0, gains: 0 },
    ]);
    const [libraries, activities] = body.figures;
    expect(libraries).toMatchObject({
      indicator: 'libraries',
      whole: { unit: '140502', before: 2, after: 2, equal: true },
    });
    expect(libraries.units.map(({ unit, before: was, after }: Body) => [unit, was, after])).toEqual([
      [STREET, 2, 0],
      [OTHER_STREET, 0, 2],
    ]);
    expect(activities.whole).toMatchObject({ equal: true });
    expect([await tree(), await node.stored()]).toEqual(before);
  });

  it('without a choice compares every indicator that this node computes', async () => {
    const { body } = await preview(document());
    expect(body.figures.length).toBeGreaterThan(20);
    expect(body.figures.every(({ whole }: Body) => whole.equal)).toBe(true);
  });

  it('names the node that will write the log of the new unit', async () => {
    const { body } = await preview(document([{ ...move, to: '140502003050' }]), '?indicators=libraries');
    expect(body.affected[0]).toMatchObject({ node: '140502', nodeAfter: '140502003' });
  });

  it('is what comes of it', async () => {
    await clerk.createBatch([library('一'), library('二')]);
    const { body } = await preview(document(), '?indicators=libraries');
    await apply(document());
    for (const { unit, after } of body.figures[0].units) {
      expect((await administrator.indicator('libraries', { unit, at: DAY })).body.value).toBe(after);
    }
  });
});

describe('a reorganisation', () => {
  it('is applied once, whole, and listed', async () => {
    const { status, body } = await apply(document());
    expect([status, body]).toEqual([
      200,
      { digest: expect.any(String), repeated: false, opened: 1, closed: 1, renamed: 0 },
    ]);
    const after = await tree();
    expect((await apply(document())).body).toMatchObject({ digest: body.digest, repeated: true, closed: 0 });
    expect(await tree()).toEqual(after);
    const listed = (await administrator.get(PATH)).body;
    expect(listed).toEqual([
      { digest: body.digest, effectiveOn: DAY, appliedAt: expect.any(String), document: document() },
    ]);
    expect(after.filter(({ code }) => [MOVED, NEW_CODE].includes(code))).toEqual([
      expect.objectContaining({ code: MOVED, valid_from: '2000-01-01', valid_to: DAY }),
      expect.objectContaining({ code: NEW_CODE, valid_from: DAY, valid_to: null }),
    ]);
  });

  it('applied by eight at once is applied once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => apply(document())));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(answers.filter(({ body }) => !body.repeated)).toHaveLength(1);
    expect(await node.query('SELECT count(*)::int AS n FROM succession')).toEqual([{ n: 1 }]);
  });

  it.each<[string, object, number, string]>([
    ['malformed', { changes: [] }, 400, 'reorganisation_invalid'],
    ['of unknown units', document([{ ...move, from: '140502001999' }]), 409, 'reorganisation_conflict'],
    [
      'with a broken last change',
      document([move, { kind: 'abolish', code: MOVED }]),
      409,
      'reorganisation_conflict',
    ],
  ])('that is %s is refused and leaves nothing behind', async (_what, body, status, code) => {
    const before = await tree();
    await expectRefusal(node, () => apply(body), status, code);
    await expectRefusal(node, () => preview(body), status, code);
    expect(await tree()).toEqual(before);
    expect((await administrator.get(PATH)).body).toEqual([]);
  });

  it('that overlaps with what is applied is refused, on either side of its day', async () => {
    await apply(document());
    for (const day of ['2023-06-01', '2024-06-01']) {
      const other = document([{ ...move, to: '140502002051' }], day);
      await expectRefusal(node, () => apply(other), 409, 'reorganisation_conflict');
    }
    const street = document([{ kind: 'move', from: STREET, to: '140502099' }], '2023-01-01');
    expect((await apply(street)).status).toBe(200);
    const [unmoved] = await node.query('SELECT 1 FROM succession WHERE code = $1 AND successor = $2', [
      MOVED,
      NEW_CODE,
    ]);
    expect(unmoved).toBeDefined();
  });

  it('may be applied in any order where its units are others', async () => {
    await apply(document());
    const merge = { kind: 'merge', from: ['140502001002'], into: '140502001003' };
    expect((await apply(document([merge], '2023-01-01'))).status).toBe(200);
    const onward = { kind: 'move', from: NEW_CODE, to: '140502004050' };
    expect((await apply(document([onward], '2025-01-01'))).status).toBe(200);
    await clerk.create(library('一', '140502001003'));
    const at = async (unit: string, day: string): Promise<number> =>
      (await administrator.indicator('libraries', { unit, at: day })).body.value;
    expect(await at('140502001003', '2024-06-01')).toBe(1);
  });

  it('keeps what was corrected by hand with a unit that moves', async () => {
    await administrator.send('PATCH', `/api/v1/units/${MOVED}`, { kind: 'rural' });
    await apply(document());
    expect((await administrator.get(`/api/v1/units/${NEW_CODE}`)).body).toMatchObject({ kind: 'rural' });
  });

  it('leaves closed units closed when an old list is loaded again', async () => {
    await apply(document());
    const lines = unitLinesOf('silian', 'data/units/jincheng.csv', '1405');
    await loadUnits(node.app.get(Database), lines, { validFrom: '2000-01-01', root: '1405' });
    const rows = await tree();
    expect(rows.filter(({ code }) => code === MOVED)).toEqual([expect.objectContaining({ valid_to: DAY })]);
  });
});

describe('who may', () => {
  it.each<[string, () => NodeApi, number, string]>([
    ['a clerk', () => clerk, 403, 'role_insufficient'],
    [
      'the administrator of one of two streets',
      () => node.as('administrator', STREET),
      403,
      'scope_exceeded',
    ],
    ['nobody', () => node.withToken(), 401, 'token_missing'],
  ])('%s may not', async (_who, api, status, code) => {
    for (const path of [PATH, `${PATH}/preview`]) {
      await expectRefusal(node, () => api().send('POST', path, document()), status, code);
    }
  });

  it('the administrator of a street may within it', async () => {
    const within = document([{ kind: 'move', from: MOVED, to: '140502001050' }]);
    const own = node.as('administrator', STREET);
    const { body } = await own.send('POST', `${PATH}/preview?indicators=libraries`, within);
    expect([body.figures[0].whole.unit, body.figures[0].units]).toEqual([STREET, []]);
    expect(body.tokens.map(({ unit }: Body) => unit)).toEqual([MOVED]);
    expect((await own.send('POST', PATH, within)).status).toBe(200);
  });
});

describe('entry after a reorganisation', () => {
  beforeEach(async () => {
    await clerk.create(library('旧', MOVED));
    expect((await apply(document())).status).toBe(200);
  });

  it('of what lives on is for units of today', async () => {
    await expectRefusal(node, () => clerk.create(library('新')), 409, 'unit_closed');
    const { body } = await clerk.create(library('新'));
    expect(body.params).toEqual({ unit: MOVED, on: DAY, successor: NEW_CODE });
    expect((await clerk.create(library('新', NEW_CODE))).status).toBe(201);
  });

  it('of what happened is for the unit of its day', async () => {
    const held = (day: string, unit: string): Promise<ApiAnswer> =>
      clerk.create(activity({ held_on: day }, { unit }));
    await expectRefusal(node, () => held('2024-01-01', MOVED), 409, 'unit_closed');
    await expectRefusal(node, () => held('2023-12-31', NEW_CODE), 422, 'unit_not_valid_on');
    expect((await held('2023-12-31', MOVED)).status).toBe(201);
    expect((await held('2024-01-01', NEW_CODE)).status).toBe(201);
    expect((await clerk.create(waste({}, { period: '2023-12' }))).status).toBe(201);
    const figure = async (unit: string, year: number): Promise<number> =>
      (await administrator.indicator('activities', { unit, at: `${year}-12-31` })).body.value;
    expect([await figure(STREET, 2023), await figure(OTHER_STREET, 2023)]).toEqual([1, 0]);
    expect([await figure(STREET, 2024), await figure(OTHER_STREET, 2024)]).toEqual([0, 1]);
  });

  it.each<[string, string]>([
    ['the unit itself', MOVED],
    ['the street that it left', STREET],
    ['the street that it came to', OTHER_STREET],
  ])('lets the clerk of %s correct and withdraw what is old', async (_whose, unit) => {
    const own = node.as('clerk', unit);
    const record = (await own.list({ type: 'facility', unit: MOVED })).body.records[0].record as string;
    const { fields } = facility({ name: '更正' });
    expect((await own.correct(record, { expectedVersion: 1, fields })).body).toMatchObject({
      unit: MOVED,
      version: 2,
    });
    expect((await own.read(record)).body).toMatchObject({ unit: MOVED, status: 'counted' });
    expect((await own.remove(record, { expectedVersion: 2 })).status).toBe(200);
  });

  it('lets the clerk of a unit that moved go on under its new code, and nobody into what is not theirs', async () => {
    const own = node.as('clerk', MOVED);
    expect((await own.create(library('新', NEW_CODE))).status).toBe(201);
    expect((await own.indicator('libraries')).body).toMatchObject({ unit: NEW_CODE, value: 2 });
    await expectRefusal(
      node,
      () => node.as('clerk', STREET).create(library('新', NEW_CODE)),
      403,
      'scope_exceeded',
    );
  });

  it('shows a unit of a day by the name and tree of the day', async () => {
    const ask = (unit: string, at: string): Promise<ApiAnswer> =>
      administrator.indicator('libraries', { unit, at });
    expect((await ask(MOVED, '2023-12-31')).body).toMatchObject({ unit: MOVED, value: 1 });
    expect((await ask(MOVED, '2024-01-01')).body.code).toBe('unit_closed');
    expect((await ask(NEW_CODE, '2023-12-31')).body.code).toBe('unit_not_valid_on');
    const today = await administrator.indicator('libraries', {
      unit: NEW_CODE,
      at: '2023-12-31',
      borders: 'today',
    });
    expect(today.body).toMatchObject({ unit: NEW_CODE, value: 1, borders: 'today' });
    const wrong = await administrator.indicator('libraries', { borders: 'mine' });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'query_invalid']);
  });
});

describe('a unit that was merged', () => {
  it('gives its clerk no more than it had: who was merged is not the whole', async () => {
    const merge = { kind: 'merge', from: [MOVED, '140502001002'], into: '140502001050', name: '合并社区' };
    await clerk.create(library('旧', '140502001002'));
    await apply(document([merge]));
    const own = node.as('clerk', MOVED);
    await expectRefusal(node, () => own.create(library('新', '140502001050')), 403, 'scope_exceeded');
    await expectRefusal(
      node,
      () => own.list({ type: 'facility', unit: '140502001002' }),
      403,
      'scope_exceeded',
    );
    expect((await own.create(activity({ held_on: '2023-05-01' }))).status).toBe(201);
    expect((await clerk.create(library('新', '140502001050'))).status).toBe(201);
    expect((await administrator.indicator('libraries', { unit: '140502001050' })).body.value).toBe(2);
  });
});

describe('a reorganisation ahead of its day', () => {
  it('changes nothing before', async () => {
    await apply(document([move], LATER));
    expect((await clerk.create(library('一'))).status).toBe(201);
    await expectRefusal(node, () => clerk.create(library('二', NEW_CODE)), 422, 'unit_not_valid_on');
    expect((await administrator.indicator('libraries', { unit: STREET })).body.value).toBe(1);
    expect((await administrator.indicator('libraries', { unit: STREET, at: LATER })).body.value).toBe(0);
    expect((await administrator.indicator('libraries', { unit: OTHER_STREET, at: LATER })).body.value).toBe(
      1,
    );
  });
});

describe('a record that came before its unit', () => {
  it('is counted once when the tree arrives, whoever brings it', async () => {
    // As it lies after a frame from a child that has applied what this node has not.
    const { body } = await clerk.create(library('早'));
    await node.query(`UPDATE record SET status = 'deferred' WHERE record = $1`, [body.record]);
    await node.query('DELETE FROM cell');
    await node.query('INSERT INTO quarantine VALUES (1, 1, $1, $2, $3)', [body.record, 'unit_unknown', '[]']);
    await node.app.get(Database).transaction((tx) => applyReorganisation(tx, document()));
    await until(async () => (await administrator.read(body.record)).body.status === 'counted', {
      deadlineMs: 10_000,
      what: 'the record to be counted',
    });
    expect((await administrator.indicator('libraries', { unit: NEW_CODE })).body.value).toBe(1);
    expect((await node.as('operator').audit()).body).toMatchObject({ recountOk: true });
    expect(await node.query('SELECT 1 FROM quarantine')).toEqual([]);
  });
});
