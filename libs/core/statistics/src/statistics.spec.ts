import { loadCatalogue } from '#core/catalogue';
import { compileStatistics, reachOf, type CompiledTerm } from './index.js';
import { jinchengDocument, withIndicator } from './testing/jincheng.js';

const statistics = compileStatistics(loadCatalogue(jinchengDocument()));

/** One term in an indicator of its own, with a scope. */
function compiled(term: object, scope: unknown[][] = [], dims: string[] = []) {
  const document = withIndicator({ code: 'tried', scope, dims, terms: { n: term } });
  const tried = compileStatistics(loadCatalogue(document)).indicators.get('tried');
  if (!tried) throw new Error('the indicator was not compiled');
  return tried;
}

const reasonFor = (term: object, scope?: unknown[][]) => compiled(term, scope).unsupportedReason?.en;
const keyFor = (term: object, dims?: string[]) => {
  const only = compiled(term, [], dims).terms.get('n');
  return only?.kind === 'cells' ? only.term.key : undefined;
};

describe('the catalogue of Jincheng', () => {
  it('is computed as a whole', () => {
    const all = [...statistics.indicators.values()];
    expect([all.length, statistics.measures.size]).toEqual([60, 20]);
    expect(all.filter(({ supported }) => !supported)).toEqual([]);
  });
  it('is merged in every way, and reads what the platform keeps itself', () => {
    const terms = [...statistics.indicators.values(), ...statistics.measures.values()].flatMap((compiled) => [
      ...compiled.terms.values(),
    ]);
    expect(new Set(terms.map(({ kind }) => kind))).toEqual(
      new Set(['cells', 'units', 'tally', 'reports', 'uploads']),
    );
    expect(new Set([...statistics.terms.values()].map(({ merge }) => merge))).toEqual(
      new Set(['sum', 'distinct', 'newest']),
    );
  });
  it('counts persons and pay down from the district only', () => {
    const reach = [...statistics.indicators.values()].filter((indicator) => reachOf(indicator) !== 'city');
    expect(reach.map((indicator) => [indicator.definition.code, reachOf(indicator)])).toEqual([
      ['cadre-benefits', 'district'],
      ['persons-served', 'district'],
    ]);
  });
  it('has no term at a level that does not see what it reads', () => {
    expect(statistics.termsOf('person', 'city')).toEqual([]);
    expect(statistics.termsOf('person', 'district')).toHaveLength(2);
    expect(statistics.termsOf('facility', 'city')).toEqual(statistics.termsOf('facility', 'community'));
  });
  it('counts units for a ratio per community', () => {
    expect(statistics.indicators.get('meetings-per-community')?.terms.get('c')).toMatchObject({
      kind: 'units',
      filter: [{ subject: { name: '@level' } }, { subject: { name: '@urban' } }],
    });
  });
});

describe('equal terms', () => {
  const library = {
    from: 'facility',
    agg: 'count',
    where: [
      ['kind', '=', 'library'],
      ['status', '=', 'in-use'],
    ],
  };

  it('keep their key for as long as they mean the same: nodes store it with every cell', () => {
    expect(keyFor(library)).toBe('8d54783ea9c19e68');
  });
  it('share their cells, whatever the window and the order of conditions', () => {
    expect(keyFor({ ...library, where: library.where.toReversed() })).toBe(keyFor(library));
    const flow = { from: 'activity', agg: 'count' };
    expect(keyFor({ ...flow, window: 'ytd', shift: '-1y' })).toBe(keyFor({ ...flow, window: 'plan' }));
  });
  it('are equal without their conditions on units, which are asked when a number is read', () => {
    const urban = { ...library, where: [...library.where, ['@urban', '=', true]] };
    expect(keyFor(urban)).toBe(keyFor(library));
    expect(compiled(urban).terms.get('n')).toMatchObject({ filter: [{ subject: { name: '@urban' } }] });
  });
  it('differ where the type places its records in time by other fields', () => {
    const document = jinchengDocument();
    const keys = () =>
      compileStatistics(loadCatalogue(document))
        .termsOf('facility', 'city')
        .map(({ key }) => key);
    const before = keys();
    document.types.find(({ code }) => code === 'facility')!.time = { from: 'opened_on' };
    expect(keys()).toHaveLength(before.length);
    expect(keys().filter((key) => before.includes(key))).toEqual([]);
  });
  it('differ in type, aggregate, conditions, place and dims', () => {
    const terms = [
      library,
      { from: 'facility', agg: 'count' },
      { from: 'org', agg: 'count' },
      { from: 'facility', agg: 'sum', field: 'floor_area_m2' },
      { from: 'facility', agg: 'sum', field: 'books' },
      { from: 'award', agg: 'count' },
      { from: 'award', agg: 'count', at: 'subject_region' },
    ];
    const keys = [
      ...terms.map((term) => keyFor(term)),
      keyFor(library, ['kind']),
      keyFor(library, ['status']),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('what is not computed', () => {
  const tasks = { from: 'plan-task', agg: 'count' };

  it('names its reason', () => {
    const today = 'In conditions “today” is only computed for stocks, as “date ≤ today”';
    expect(reasonFor({ ...tasks, where: [['due_on', '<', 'today']] })).toBe(today);
    expect(reasonFor({ ...tasks, where: [['due_on', '<=', 'today']], shift: '-1y' })).toBe(today);
    expect(reasonFor({ from: 'inspection', agg: 'count', where: [['rectify_due', '<=', 'today']] })).toBe(
      today,
    );
    expect(reasonFor({ ...tasks, window: 'period' })).toBeUndefined();
    expect(reasonFor({ from: 'region', agg: 'count', shift: '-1y' })).toBe(
      'Units are only counted as they are on the day',
    );
    expect(reasonFor({ from: 'sync-status', agg: 'count' })).toBe(
      'Sync status is only counted by “last upload not older than some hours”',
    );
    const underUnit = { ...tasks, where: [['@code', '=', { field: 'target_region' }]] };
    expect(reasonFor(underUnit)).toBe('Attributes of units are only compared with fixed values');
  });
  it('includes whole indicators whose scope cannot be decided', () => {
    expect(reasonFor(tasks)).toBeUndefined();
    const kinds: CompiledTerm['kind'][] = [...compiled(tasks).terms.values()].map(({ kind }) => kind);
    expect(kinds).toEqual(['cells']);
  });
});
