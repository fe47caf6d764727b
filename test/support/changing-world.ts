import type { NaiveCatalogue, NaiveQuestion, NaiveRecord, NaiveUnit } from './naive-figures.js';

/** A community that goes on under another street, as somebody would note it on paper. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** The first day of the new code. */
  readonly day: string;
}

/** The units that are there on a day. */
export function unitsOn(
  units: readonly NaiveUnit[],
  { from, to, day }: Move,
  at: string,
): readonly NaiveUnit[] {
  if (at < day) return units;
  return [...units.filter(({ code }) => code !== from), { code: to, level: 'community' }];
}

/** Records in the units that were there for them: what lives on counts in that of the asked day, all else in that of its own. */
export function placed(
  records: readonly NaiveRecord[],
  { types, indicators, measures }: NaiveCatalogue,
  move: Move,
  { at }: NaiveQuestion,
): readonly NaiveRecord[] {
  const places = placeFields({ indicators, measures });
  return records.map((record) => {
    const type = types.find(({ code }) => code === record.type);
    const own = record.period ?? String(record.fields[type?.time?.at ?? '']);
    const day = type?.lifecycle === 'entity' ? at : own;
    const placeOf = (code: unknown): unknown =>
      code === move.from && isFrom(move.day, day) ? move.to : code;
    const fields = Object.entries(record.fields).map(([name, value]) => {
      return [name, places.has(name) ? placeOf(value) : value];
    });
    return { ...record, unit: String(placeOf(record.unit)), fields: Object.fromEntries(fields) };
  });
}

/** Fields by which terms place their records in other units than those that entered them. */
function placeFields({ indicators, measures }: Pick<NaiveCatalogue, 'indicators' | 'measures'>): Set<string> {
  const terms = [...indicators, ...measures].flatMap((defined) => Object.values(defined.terms));
  return new Set(terms.flatMap(({ at }) => at ?? []));
}

/** A period lies behind a day where its end does; `2007-07`, `2007-Q3` and `2007` have one. */
function isFrom(day: string, own: string): boolean {
  const [year = '', part] = own.split('-');
  if (/^\d{4}-\d\d-\d\d/.test(own)) return own.slice(0, 10) >= day;
  const month = part === undefined ? 12 : part.startsWith('Q') ? Number(part.slice(1)) * 3 : Number(part);
  const last = new Date(Date.UTC(Number(year), month, 0)).toISOString().slice(0, 10);
  return last >= day;
}

/**
 * What a city might change: a kind that is not counted any more, a stricter measure, a parameter with another value from some
 * day on, and an indicator that is new.
 */
export function changedCatalogue(document: NaiveCatalogue & { readonly version?: string }): NaiveCatalogue {
  const organisations = document.indicators.find(({ code }) => code === 'organisations');
  const householdsRow = document.params.find(({ code }) => code === 'house.m2_per_block');
  if (!organisations || !householdsRow) throw new TypeError('the catalogue has both');
  const crowded = {
    ...organisations,
    ...{
      code: 'crowded',
      value: 'n',
      dims: [],
      targets: [],
      zh: '百人以上活动',
      en: 'Activities of a hundred',
    },
    terms: {
      n: { from: 'activity', agg: 'count', where: [['participants', '>=', 100] as const], window: 'period' },
    },
  };
  const indicators = document.indicators.map((indicator) =>
    indicator.code === 'organisations'
      ? {
          ...indicator,
          terms: { n: { from: 'org', agg: 'count', where: [['kind', '!=', 'party-branch'] as const] } },
        }
      : indicator,
  );
  return {
    ...document,
    ...{ version: 'changed' },
    indicators: [...indicators, crowded],
    measures: document.measures.map((measure) =>
      measure.code === 'office-300' ? { ...measure, value: 'a >= 310' } : measure,
    ),
    params: [...document.params, { ...householdsRow, value: 40, from: '2006-07-01' }],
  };
}
