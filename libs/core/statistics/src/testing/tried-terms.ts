import { loadCatalogue } from '#core/catalogue';
import { compileStatistics, type CellsTerm, type CompiledTerm } from '../index.js';
import { jinchengDocument, withIndicator, type TermSource, type TypeSource } from './jincheng.js';

/** Combinations that the delivered catalogue does not use, but its language has. */
const ADDED: Record<string, TermSource> = {
  awaited: { from: 'construction-project', agg: 'count', where: [['due_on', '<=', 'today']] },
  twice: {
    from: 'facility',
    agg: 'count',
    where: [
      ['opened_on', '<=', 'today'],
      ['closed_on', '<=', 'today'],
    ],
  },
  area: { from: 'facility', agg: 'sum', field: 'floor_area_m2', where: [['tenure', 'unset']] },
  dear: { from: 'construction-project', agg: 'sum', field: 'budget', where: [['budget', '>=', 10.5]] },
  over: { from: 'construction-project', agg: 'count', where: [['spent', '>', { field: 'budget' }]] },
  ago: { from: 'org', agg: 'count', shift: '-1y' },
  overdue: { from: 'service-request', agg: 'count', where: [['submitted_at', '>', { field: 'due_at' }]] },
  paid: {
    from: 'construction-project',
    agg: 'count',
    where: [['budget', '>=', { param: 'tried.min' }]],
  },
  cheap: {
    from: 'construction-project',
    agg: 'sum',
    field: 'area_m2',
    window: 'ytd',
    where: [
      ['budget', '<', { param: 'tried.min' }],
      ['spent', '<', { param: 'tried.min' }],
    ],
  },
  dearly: { from: 'activity', agg: 'count', where: [['cost', '>', { param: 'tried.min' }]] },
  begun: { from: 'construction-project', agg: 'count', window: 'period' },
  kinds: { from: 'construction-project', agg: 'countDistinct', field: 'facility_kind' },
  leaders: { from: 'org', agg: 'countDistinct', field: 'leader', shift: '-1y', reach: 'district' },
  people: { from: 'population-report', agg: 'last', field: 'population', shift: '-1y' },
  files: { from: 'health-report', agg: 'last', field: 'files' },
  before: { from: 'activity', agg: 'sum', field: 'cost', window: 'period', shift: '-2y' },
};

/** A parameter that is set, raised and withdrawn. */
const MINIMUM = [
  { value: 10.2, from: '2004-06-01' },
  { value: 10.7, from: '2006-01-01' },
  { value: null, from: '2007-01-01' },
].map((row) => ({ code: 'tried.min', where: { region: '1405' }, ...row }));

const jincheng = jinchengDocument();

export const document = {
  ...withIndicator({ code: 'added', dims: ['method'], terms: ADDED }, jincheng.indicators),
  params: [...jincheng.params, ...MINIMUM],
};
export const statistics = compileStatistics(loadCatalogue(document));

const types = new Map(document.types.map((type) => [type.code, type]));

export function typeNamed(code: string): TypeSource {
  const type = types.get(code);
  if (!type) throw new Error(`no type ${code}`);
  return type;
}

/** A term as it is written and as it was compiled. */
export interface TriedTerm {
  readonly name: string;
  readonly written: TermSource;
  /** The dims of its indicator that its records have. */
  readonly dims: readonly string[];
  readonly compiled: CellsTerm;
}

/** Every term that is kept in cells: of indicators, and of measures, which are not split. */
export const TRIED: readonly TriedTerm[] = [
  ...document.indicators.flatMap(({ code, dims, terms }) =>
    triedOf(code, dims, terms, statistics.indicators.get(code)),
  ),
  ...document.measures.flatMap(({ code, terms }) => triedOf(code, [], terms, statistics.measures.get(code))),
];

function triedOf(
  code: string,
  dims: readonly string[],
  terms: Readonly<Record<string, TermSource>>,
  compiledIn: { readonly terms: ReadonlyMap<string, CompiledTerm> } | undefined,
): TriedTerm[] {
  return Object.entries(terms).flatMap(([name, written]) => {
    const compiled = compiledIn?.terms.get(name);
    if (compiled?.kind !== 'cells') return [];
    const fields = new Set(typeNamed(written.from).fields.map((field) => field.name));
    return [{ name: `${code}.${name}`, written, dims: dims.filter((dim) => fields.has(dim)), compiled }];
  });
}

/** The types of records that these terms count. */
export const COUNTED: readonly TypeSource[] = [...new Set(TRIED.map(({ written }) => written.from))].map(
  typeNamed,
);
