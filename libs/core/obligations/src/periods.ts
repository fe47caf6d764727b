import { addDays, parsePeriod, periodOf, type Day, type Period, type PeriodKind } from '#core/kernel';

/** `2006-03`, `2006-Q1` or `2006`. */
export function periodName({ kind, from }: Period): string {
  const year = from.slice(0, 4);
  if (kind === 'year') return year;
  return kind === 'month' ? from.slice(0, 7) : `${year}-Q${Math.ceil(Number(from.slice(5, 7)) / 3)}`;
}

/** The periods of a kind whose last day lies in from..to, the earliest first. */
export function periodsEnding(kind: PeriodKind, { from, to }: { from: Day; to: Day }): readonly Period[] {
  const periods: Period[] = [];
  for (let period = periodOf(from, kind); period.to <= to;) {
    periods.push(period);
    const next = addDays(period.to, 1);
    // Nothing follows the last day of all.
    if (next === period.to) break;
    period = periodOf(next, kind);
  }
  return periods;
}

/** The period of this kind that a text names; undefined where it names none. */
export function periodOfKind(kind: PeriodKind, name: unknown): Period | undefined {
  const period = parsePeriod(name);
  return period?.kind === kind ? period : undefined;
}

/** The period of this kind whose last day this is; undefined where it is none's. */
export function periodEndingOn(kind: PeriodKind, day: Day): Period | undefined {
  const period = periodOf(day, kind);
  return period.to === day ? period : undefined;
}
