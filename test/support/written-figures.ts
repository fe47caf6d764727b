import type { Body, NewRecord } from './node-api.js';

/*
 * Figures by their written definitions, found by looking through a list of live records. It shares nothing with the
 * product: no language, no cells, no windows. Slow and plain on purpose.
 */

export interface Asked {
  readonly at: string;
  readonly period: 'month' | 'quarter' | 'year';
}

export interface WrittenFigure {
  /** The type of the records that it is about. */
  readonly type: string;
  readonly dims: readonly string[];
  /** What each term counts with one record; null where it does not count. */
  readonly terms: Readonly<Record<string, (record: Live, asked: Asked) => number | null>>;
  /** Terms are sums in the smallest step, and this many steps make one. */
  readonly steps: Readonly<Record<string, number>>;
  readonly value: (terms: Readonly<Record<string, number>>) => number | null;
  /** Which units count. */
  readonly inScope: (unit: string) => boolean;
  /** The unit that a record counts at. */
  readonly unitOf: (record: Live) => string;
}

type Live = NewRecord & { readonly fields: Readonly<Record<string, Body>> };

const everywhere = (): boolean => true;
const own = (record: Live): string => record.unit;
const target = (record: Live): string => record.fields['target_region'] ?? '';
const isUrban = (unit: string): boolean => unit.length === 12 && '014'.includes(unit.charAt(9));
const share = (part: number, whole: number): number | null => (whole === 0 ? null : (100 * part) / whole);

const lives =
  (type: string, from: string, to: string) =>
  ({ type: own, fields }: Live, at: string): boolean =>
    own === type && fields[from] <= at && !(fields[to] <= at);

const org = lives('org', 'established_on', 'dissolved_on');
const facility = lives('facility', 'opened_on', 'closed_on');
const outlet = lives('service-outlet', 'opened_on', 'closed_on');
const cadre = lives('cadre', 'joined_on', 'left_on');
const task = lives('plan-task', 'assigned_on', 'never');

const yearOf = (day: string): number => Number(day.slice(0, 4));
const quarterOf = (day: string): number => Math.ceil(Number(day.slice(5, 7)) / 3);

/** In the asked day's month, quarter or year, and not after the day. */
function inPeriod(day: string, { at, period }: Asked): boolean {
  if (day > at || yearOf(day) !== yearOf(at)) return false;
  if (period === 'quarter') return quarterOf(day) === quarterOf(at);
  return period === 'year' || day.slice(0, 7) === at.slice(0, 7);
}

function lastDay(month: string | undefined): string {
  if (month === undefined) return '';
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + 1, 0);
  return date.toISOString().slice(0, 10);
}

/** The asked day a year earlier; the last of a month stays the last. */
function yearBefore(at: string): string {
  const month = `${yearOf(at) - 1}-${at.slice(5, 7)}`;
  const last = lastDay(month);
  const isLast = at === lastDay(at.slice(0, 7));
  return isLast || `${month}-${at.slice(8)}` > last ? last : `${month}-${at.slice(8)}`;
}

const one = (counts: boolean): number | null => (counts ? 1 : null);
const event = (record: Live, type: string, field: string, asked: Asked): boolean =>
  record.type === type && inPeriod(record.fields[field], asked);
const report = (record: Live, type: string, asked: Asked): boolean =>
  record.type === type && inPeriod(lastDay(record.period), asked);

const number = { dims: [], steps: {}, inScope: everywhere, unitOf: own };
const count = { ...number, value: ({ n = 0 }) => n };
const ofWaste = (field: string) => (record: Live, asked: Asked) =>
  report(record, 'environment-report', asked) ? Math.round(record.fields[field] * 1e6) : null;
const cases = (record: Live, asked: Asked): number | null =>
  report(record, 'security-report', asked) ? record.fields['cases'] : null;

export const WRITTEN_FIGURES: Readonly<Record<string, WrittenFigure>> = {
  organisations: {
    ...count,
    type: 'org',
    dims: ['kind'],
    terms: { n: (record, { at }) => one(org(record, at)) },
  },
  facilities: {
    ...count,
    type: 'facility',
    dims: ['kind', 'tenure'],
    terms: { n: (record, { at }) => one(facility(record, at)) },
  },
  libraries: {
    ...count,
    type: 'facility',
    terms: {
      n: (record, { at }) =>
        one(
          facility(record, at) && record.fields['kind'] === 'library' && record.fields['status'] === 'in-use',
        ),
    },
  },
  'service-outlets': {
    ...count,
    type: 'service-outlet',
    dims: ['category', 'ownership', 'founder'],
    terms: { n: (record, { at }) => one(outlet(record, at)) },
  },
  'outlet-jobs': {
    ...count,
    type: 'service-outlet',
    dims: ['ownership'],
    terms: { n: (record, { at }) => (outlet(record, at) ? (record.fields['unemployed_hired'] ?? 0) : null) },
  },
  activities: {
    ...count,
    type: 'activity',
    dims: ['kind', 'format'],
    terms: {
      n: (record, asked) =>
        one(event(record, 'activity', 'held_on', asked) && record.fields['kind'] !== 'cadre-training'),
    },
  },
  'cadre-training': {
    ...count,
    type: 'activity',
    dims: ['format'],
    terms: {
      n: (record, asked) =>
        event(record, 'activity', 'held_on', asked) && record.fields['kind'] === 'cadre-training'
          ? record.fields['participants']
          : null,
    },
  },
  'funds-in': {
    ...count,
    type: 'fund-flow',
    dims: ['source', 'purpose'],
    steps: { n: 100 },
    terms: {
      n: (record, asked) =>
        event(record, 'fund-flow', 'happened_on', asked) && record.fields['direction'] === 'in'
          ? Math.round(record.fields['amount'] * 100)
          : null,
    },
  },
  'waste-sorted': {
    ...number,
    type: 'environment-report',
    steps: { n: 1e6, d: 1e6 },
    terms: { n: ofWaste('sorted_t'), d: ofWaste('waste_t') },
    value: ({ n = 0, d = 0 }) => share(n, d),
  },
  'cross-post': {
    ...number,
    type: 'cadre',
    inScope: isUrban,
    terms: {
      b: (record, { at }) =>
        one(
          cadre(record, at) &&
            record.fields['party_post'] !== 'none' &&
            record.fields['committee_post'] !== 'none',
        ),
      p: (record, { at }) => one(cadre(record, at) && record.fields['party_post'] !== 'none'),
      c: (record, { at }) => one(cadre(record, at) && record.fields['committee_post'] !== 'none'),
    },
    value: ({ b = 0, p = 0, c = 0 }) => share(b, p + c - b),
  },
  'case-change': {
    ...number,
    type: 'security-report',
    terms: {
      a: (record, { at }) => cases(record, { at, period: 'year' }),
      b: (record, { at }) => cases(record, { at: yearBefore(at), period: 'year' }),
    },
    value: ({ a = 0, b = 0 }) => share(a, b),
  },
  'task-on-time': {
    ...number,
    type: 'plan-task',
    unitOf: target,
    terms: {
      n: (record, { at }) => one(task(record, at) && record.fields['done_on'] <= record.fields['due_on']),
      d: (record, { at }) => one(task(record, at) && record.fields['due_on'] <= at),
    },
    value: ({ n = 0, d = 0 }) => share(n, d),
  },
};

export interface Figure {
  readonly value: number | null;
  readonly terms: Readonly<Record<string, number>>;
}

/** Days on which a record begins or ceases to count: the ones that are got wrong. */
export function turningDays(figure: WrittenFigure, records: readonly Live[]): readonly string[] {
  return records
    .filter((record) => record.type === figure.type)
    .flatMap(({ fields, period }) => [lastDay(period), ...Object.values(fields)])
    .filter((value): value is string => /^\d{4}-\d\d-\d\d$/.test(String(value)));
}

/** The figure of a unit's subtree. */
export function writtenFigure(
  figure: WrittenFigure,
  records: readonly Live[],
  unit: string,
  asked: Asked,
): Figure {
  const below = records.filter((record) => {
    const at = figure.unitOf(record);
    return at.startsWith(unit) && figure.inScope(at);
  });
  const terms: Record<string, number> = {};
  for (const [name, counts] of Object.entries(figure.terms)) {
    let sum = 0;
    for (const record of below) sum += counts(record, asked) ?? 0;
    terms[name] = sum / (figure.steps[name] ?? 1);
  }
  return { value: figure.value(terms), terms };
}

/** The same for each combination of dims that has any record; by the JSON of their values. */
export function writtenByDims(
  figure: WrittenFigure,
  records: readonly Live[],
  unit: string,
  asked: Asked,
): Record<string, Figure> {
  const keyOf = (record: Live): string =>
    JSON.stringify(figure.dims.map((dim) => record.fields[dim] ?? null));
  const found: Record<string, Figure> = {};
  for (const key of new Set(records.map(keyOf))) {
    const part = writtenFigure(
      figure,
      records.filter((record) => keyOf(record) === key),
      unit,
      asked,
    );
    if (Object.values(part.terms).some((term) => term !== 0)) found[key] = part;
  }
  return found;
}

/** True where the figure is not zero on one of the days on which it changes: by chance it may have nothing to count for long. */
export function tellsSomething(figure: WrittenFigure, records: readonly NewRecord[], unit: string): boolean {
  return turningDays(figure, records).some((at) => {
    const { terms } = writtenFigure(figure, records, unit, { at, period: 'year' });
    return Object.values(terms).some((term) => term !== 0);
  });
}
