import { createHash } from 'node:crypto';
import type { UnitPredicate } from '#core/catalogue';
import { canonicalJson, mayReach, type Day, type Json, type Level, type PeriodKind } from '#core/kernel';
import type { CellsTerm } from '../compiled-indicator.js';
import type { Statistics } from '../statistics.js';
import { windowDays, type WindowDays } from '../window.js';

/**
 * Over which days the figures of a series are counted. `life`: everything up to the day, also where the newest report holds:
 * the days on which one ceases to hold are steps of their own. `plan`: from the beginning of the plan on.
 */
export type SeriesSpan = 'life' | 'plan' | PeriodKind;

/** One number that is followed through time: a term in the units of one scope, over one kind of span. */
export interface Series {
  /** The key of the term, a point, and what tells the scope and the span apart. */
  readonly key: string;
  readonly term: CellsTerm;
  readonly scope: readonly UnitPredicate[];
  readonly span: SeriesSpan;
  /** The first day that counts on a day; null where all do. */
  readonly startOn: (day: Day) => Day | null;
}

const DIGEST_LENGTH = 16;

/** The key of the term that a series follows. */
export function termOfSeries(key: string): string {
  return key.slice(0, key.indexOf('.'));
}

/** A term that is asked with a kind of period, as the series that holds it; the days in which its newest step holds. */
export function seriesOf(
  term: CellsTerm,
  scope: readonly UnitPredicate[],
  period: PeriodKind,
  planStart: Day,
): Series {
  const span = spanOf(term, period);
  const identity = canonicalJson([
    scope,
    term.filter,
    span,
    span === 'plan' ? term.shiftYears : 0,
  ] as unknown as Json);
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, DIGEST_LENGTH);
  const ofPlan = windowDays(
    { window: 'plan', shiftYears: term.shiftYears },
    { at: planStart, period, planStart },
  );
  const startOn = (day: Day): Day | null => {
    if (span === 'life') return null;
    if (span === 'plan') return ofPlan.from;
    return windowDays({ window: 'period', shiftYears: 0 }, { at: day, period: span, planStart }).from;
  };
  return Object.freeze({ key: `${term.term.key}.${digest}`, term, scope, span, startOn });
}

/** The days among which the newest step tells the value; null before them. */
export function stepDays({ span }: Series, { from, to }: WindowDays): WindowDays {
  return span === 'life' ? { from: null, to } : { from, to };
}

const PERIODS: readonly PeriodKind[] = ['month', 'quarter', 'year'];

/**
 * Every series of the catalogue whose records must not rise to a level: the number rises instead. A measure is computed for
 * each unit from its records, so that it is known only where these are.
 */
export function seriesAbove(
  statistics: Statistics,
  level: Level,
  planStart: Day,
): ReadonlyMap<string, Series> {
  const found = new Map<string, Series>();
  for (const { terms, scope } of statistics.indicators.values()) {
    for (const term of terms.values()) {
      if (term.kind !== 'cells' || mayReach(term.term.reach, level)) continue;
      for (const period of term.window === 'period' ? PERIODS : PERIODS.slice(0, 1)) {
        const series = seriesOf(term, scope, period, planStart);
        found.set(series.key, series);
      }
    }
  }
  return found;
}

function spanOf({ term, window }: CellsTerm, period: PeriodKind): SeriesSpan {
  if (term.merge === 'newest' || window === 'stock' || window === 'newest') return 'life';
  if (window === 'plan') return 'plan';
  return window === 'ytd' ? 'year' : period;
}
