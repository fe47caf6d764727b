import { loadCatalogue, type Fields } from '#core/catalogue';
import {
  CellDeltas,
  compileStatistics,
  contributions,
  type CountedRecord,
  type Statistics,
} from './index.js';
import { jinchengDocument, withIndicator } from './testing/jincheng.js';

const statistics = compileStatistics(loadCatalogue(jinchengDocument()));
const COMMUNITY = '140502001001';

function record(type: string, fields: Fields, period?: string): CountedRecord {
  return { type, unit: COMMUNITY, fields, period };
}

function keyOf(indicator: string, name: string, from: Statistics = statistics): string {
  const term = from.indicators.get(indicator)?.terms.get(name);
  if (term?.kind !== 'cells') throw new Error(`${indicator}.${name} is not kept in cells`);
  return term.term.key;
}

/** The cells of one term as `unit bucket dims value`. */
function cells(indicator: string, name: string, ...changes: [CountedRecord | null, CountedRecord | null][]) {
  const deltas = new CellDeltas();
  for (const [before, after] of changes) {
    if (before) contributions(statistics, 'community', before).forEach((part) => deltas.subtract(part));
    if (after) contributions(statistics, 'community', after).forEach((part) => deltas.add(part));
  }
  const key = keyOf(indicator, name);
  return deltas
    .entries()
    .filter(({ term }) => term === key)
    .map(({ unit, bucket, dims, value }) => `${unit} ${bucket} ${dims} ${value}`);
}

describe('a stock', () => {
  const library = (fields: Fields) =>
    record('facility', { kind: 'library', status: 'in-use', name: 'A', opened_on: '2005-03-01', ...fields });

  it('begins to count on its first day and ceases on its last', () => {
    expect(cells('libraries', 'n', [null, library({ closed_on: '2006-01-01' })])).toEqual([
      `${COMMUNITY} 2005-03-01 [] 1`,
      `${COMMUNITY} 2006-01-01 [] -1`,
    ]);
  });
  it('does not count without a first day, nor where it ends before or as it begins', () => {
    const { opened_on: _, ...neverOpened } = library({}).fields;
    expect(cells('libraries', 'n', [null, record('facility', neverOpened)])).toEqual([]);
    expect(cells('libraries', 'n', [null, library({ closed_on: '2005-03-01' })])).toEqual([]);
    expect(cells('libraries', 'n', [null, library({ closed_on: '2004-03-01' })])).toEqual([]);
  });
  it('moves when it is corrected and leaves nothing when it is deleted', () => {
    const old = library({});
    const corrected = library({ opened_on: '2005-04-01' });
    expect(cells('libraries', 'n', [old, corrected])).toEqual([
      `${COMMUNITY} 2005-03-01 [] -1`,
      `${COMMUNITY} 2005-04-01 [] 1`,
    ]);
    expect(cells('libraries', 'n', [null, old], [old, corrected], [corrected, null])).toEqual([]);
  });
  it('leaves the cells alone where a correction changes nothing that is counted', () => {
    expect(cells('libraries', 'n', [library({}), library({ name: 'B', books: 12 })])).toEqual([]);
  });
  it('splits by its dims, unset values too', () => {
    expect(cells('facilities', 'n', [null, library({})])).toEqual([
      `${COMMUNITY} 2005-03-01 ["library",null] 1`,
    ]);
    expect(cells('facilities', 'n', [library({}), library({ tenure: 'shared' })])).toEqual([
      `${COMMUNITY} 2005-03-01 ["library","shared"] 1`,
      `${COMMUNITY} 2005-03-01 ["library",null] -1`,
    ]);
  });
});

describe('a flow', () => {
  const waste = (sorted: number, period: string) =>
    record('environment-report', { waste_t: 1, sorted_t: sorted, harmless_t: 0, cleanups: 0 }, period);

  it('counts on the last day of a report’s period, in exact millionths', () => {
    const changes: [null, CountedRecord][] = [
      [null, waste(0.1, '2006-02')],
      [null, waste(0.2, '2006-02')],
      [null, waste(123_456_789.000001, '2004-02')],
    ];
    expect(cells('waste-sorted', 'n', ...changes)).toEqual([
      `${COMMUNITY} 2004-02-29 [] 123456789000001`,
      `${COMMUNITY} 2006-02-28 [] 300000`,
    ]);
  });
  it('counts on an event’s own day, as written where it happened', () => {
    const request = record('service-request', {
      submitted_at: '2006-03-01T07:30:00+08:00',
      status: 'closed',
      on_time: true,
      category: 'health',
    });
    expect(cells('request-on-time', 'n', [null, request])).toEqual([`${COMMUNITY} 2006-03-01 ["health"] 1`]);
  });
  it('keeps money in fen', () => {
    const flow = { direction: 'in', source: 'donation', purpose: 'service', happened_on: '2006-05-06' };
    expect(cells('funds-in', 'n', [null, record('fund-flow', { ...flow, amount: 1_000_050 })])).toEqual([
      `${COMMUNITY} 2006-05-06 ["donation","service"] 1000050`,
    ]);
  });
  it('adds a record for an amount of zero and nothing for an unset one, and needs its period', () => {
    expect(cells('waste-harmless', 'n', [null, waste(1, '2006-02')])).toEqual([
      `${COMMUNITY} 2006-02-28 [] 0`,
    ]);
    expect(cells('party-transfers', 'a', [null, record('party-report', { members: 3 }, '2006-Q1')])).toEqual(
      [],
    );
    expect(cells('waste-sorted', 'n', [null, record('environment-report', { sorted_t: 1 })])).toEqual([]);
  });
});

describe('conditions', () => {
  const quarter = (fields: Fields) =>
    record('residential-quarter', { built: 'new', registered_on: '2005-01-01', house_m2: 80, ...fields });
  const task = (fields: Fields) =>
    record('plan-task', {
      assigned_on: '2005-01-10',
      due_on: '2005-12-31',
      target_region: '140581',
      ...fields,
    });

  it('compare fields with each other and do not hold where one is not set', () => {
    const counted = [`${COMMUNITY} 2005-01-01 [] 1`];
    const [done, late] = ['2005-06-01', '2005-06-02'];
    expect(cells('house-sync', 'n', [null, quarter({ completed_on: done, house_on: done })])).toEqual(
      counted,
    );
    expect(cells('house-sync', 'n', [null, quarter({ completed_on: done, house_on: late })])).toEqual([]);
    expect(cells('house-sync', 'n', [null, quarter({ completed_on: done })])).toEqual([]);
    expect(cells('house-sync', 'd', [null, quarter({ completed_on: done })])).toEqual(counted);
    expect(cells('house-sync', 'd', [null, quarter({})])).toEqual([]);
  });
  it('compare times as instants, however their offsets are written', () => {
    const where = [['submitted_at', '>', { field: 'due_at' }]];
    const late = withIndicator({
      code: 'late',
      terms: { n: { from: 'service-request', agg: 'count', where } },
    });
    const counting = compileStatistics(loadCatalogue(late));
    const count = (submitted_at: string, due_at: string) =>
      contributions(counting, 'city', record('service-request', { submitted_at, due_at })).length;
    expect(count('2006-03-01T08:00:00+08:00', '2006-03-01T00:30:00Z')).toBe(0);
    expect(count('2006-03-01T08:00:00+08:00', '2006-02-28T23:59:59Z')).toBe(1);
  });
  it('do not hold for an unset field, unequal or not', () => {
    const activity = { held_on: '2006-01-01', participants: 3 };
    expect(cells('cross-post', 'p', [null, record('cadre', { joined_on: '2005-01-01' })])).toEqual([]);
    expect(cells('activities', 'n', [null, record('activity', activity)])).toEqual([]);
  });
  it('with “<= today” hold from the field’s day on, but not before the record counts', () => {
    expect(cells('task-on-time', 'd', [null, task({})])).toEqual(['140581 2005-12-31 [] 1']);
    expect(cells('task-on-time', 'd', [null, task({ due_on: '2004-12-31' })])).toEqual([
      '140581 2005-01-10 [] 1',
    ]);
    const { due_on: _, ...endless } = task({}).fields;
    expect(cells('task-on-time', 'd', [null, record('plan-task', endless)])).toEqual([]);
  });
  it('count where the record says, or nowhere', () => {
    expect(cells('task-on-time', 'n', [null, task({ done_on: '2005-11-30' })])).toEqual([
      '140581 2005-01-10 [] 1',
    ]);
    const { target_region: _, ...nowhere } = task({}).fields;
    expect(cells('task-on-time', 'd', [null, record('plan-task', nowhere)])).toEqual([]);
  });
});

describe('a value that is counted once', () => {
  const work = (person_key: string): CountedRecord =>
    record('employment-event', {
      ...{ person_key, difficulty: true, kind: 'reemployed', happened_on: '2006-03-01' },
    });

  it('is an item of its cell, and a long one its digest', () => {
    const items = (person: string): string[] =>
      contributions(statistics, 'city', work(person)).map(({ item }) => item);
    expect(items('a')).toEqual(['a']);
    expect(items('x'.repeat(60))).toEqual([expect.stringMatching(/^[\w-]{22}$/)]);
    expect(items('x'.repeat(61))).not.toEqual(items('x'.repeat(60)));
  });
});

describe('reach', () => {
  const person = record('person', { category: 'released', served: true, registered_on: '2005-01-01' });

  it('keeps a node from counting what it does not see in full', () => {
    expect(contributions(statistics, 'district', person)).toHaveLength(2);
    expect(contributions(statistics, 'city', person)).toEqual([]);
  });
  it('knows no term of an unknown type', () => {
    expect(contributions(statistics, 'community', record('nonsense', {}))).toEqual([]);
  });
});

describe('deltas', () => {
  it('come once for each cell, ordered by term, unit, bucket and dims', () => {
    const deltas = new CellDeltas();
    const cell = (term: string, unit: string, bucket: string, dims: string) =>
      ({ term, unit, bucket, dims, item: '', value: 2n, records: 1 }) as const;
    const sorted = [
      cell('a', '1405', '2006-01-02', '[]'),
      cell('a', '140502', '2005-01-01', '["x"]'),
      cell('a', '140502', '2005-01-01', '["y"]'),
      cell('a', '140502', '2005-01-02', '["a"]'),
      cell('b', '1405', '2005-01-01', '[]'),
    ];
    for (const part of sorted.toReversed()) deltas.add(part);
    for (const part of sorted) deltas.add({ ...part, value: 1n, records: 0 });
    deltas.add(cell('c', '1405', '2005-01-01', '[]'));
    deltas.subtract(cell('c', '1405', '2005-01-01', '[]'));
    expect(deltas.entries()).toEqual(sorted.map((part) => ({ ...part, value: 3n })));
  });
});
