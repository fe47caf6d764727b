import { loadCatalogue } from '#core/catalogue';
import { compileStatistics, type CellsTerm } from '../index.js';
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
  before: { from: 'activity', agg: 'sum', field: 'cost', window: 'period', shift: '-2y' },
};

export const document = withIndicator(
  { code: 'added', dims: ['method'], terms: ADDED },
  jinchengDocument().indicators,
);
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

/** Every term that is kept in cells. */
export const TRIED: readonly TriedTerm[] = document.indicators.flatMap(({ code, dims, terms }) =>
  Object.entries(terms).flatMap(([name, written]): TriedTerm[] => {
    const compiled = statistics.indicators.get(code)?.terms.get(name);
    if (compiled?.kind !== 'cells') return [];
    const fields = new Set(typeNamed(written.from).fields.map((field) => field.name));
    return [{ name: `${code}.${name}`, written, dims: dims.filter((dim) => fields.has(dim)), compiled }];
  }),
);

/** The types of records that these terms count. */
export const COUNTED: readonly TypeSource[] = [...new Set(TRIED.map(({ written }) => written.from))].map(
  typeNamed,
);
