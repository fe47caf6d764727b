import { periodOf, SilianError, type Day, type PeriodKind } from '#core/kernel';

/** Points of one series: each is read by itself, so that a century of months must not keep a database busy. */
export const SERIES_POINTS_MAX = 120;

/** The last days of all periods that begin by `to`; the last one is `to` itself where its period is not over. */
export function seriesDays(from: Day, to: Day, period: PeriodKind): readonly Day[] {
  const days: Day[] = [];
  for (let day = from; day <= to;) {
    const { to: end } = periodOf(day, period);
    days.push(end < to ? end : to);
    if (days.length > SERIES_POINTS_MAX)
      throw new SilianError('query_invalid', {}, [
        { field: 'from', rules: [`at most ${SERIES_POINTS_MAX} points`] },
      ]);
    const next = new Date(`${end}T00:00:00Z`);
    next.setUTCDate(next.getUTCDate() + 1);
    day = next.toISOString().slice(0, 10);
  }
  return days;
}
