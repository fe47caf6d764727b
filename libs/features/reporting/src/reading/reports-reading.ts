import { DAY_MIN } from '#core/catalogue';
import { canonicalJson } from '#core/kernel';
import type { ReportsTerm, WindowDays } from '#core/statistics';
import type { ReportStatus, StatusCount } from '#features/obligations';
import type { Sql, UnitRow } from '#platform/storage';
import type { Question } from './question.js';
import { countOf, NOTHING, together, type Part, type TermReading } from './term-reading.js';

export interface ReportsInput {
  readonly question: Question;
  /** Periods that end on these days are owed. */
  readonly window: WindowDays;
  readonly units: readonly UnitRow[];
  readonly width: number;
}

/** Counts the reports that units owe for the periods of a window, in all of their states. */
export function countReports(
  tx: Sql,
  reports: ReportStatus,
  { question: { unit, at, borders, byDims }, window, units, width }: ReportsInput,
): Promise<readonly StatusCount[]> {
  return reports.count(tx, {
    ...{ unitPrefix: unit.code, from: window.from ?? DAY_MIN, to: window.to, at },
    bordersOn: borders.asToday ? borders.day : null,
    units: units.map(({ code }) => code),
    ...{ groupWidth: width, byType: byDims },
  });
}

/** Reports that are owed, or those of them that are there, in time or locked. */
export function readingOfReports(
  { state, byType }: ReportsTerm,
  counts: readonly StatusCount[],
  byDims: boolean,
): TermReading {
  const parts = sumBy(counts, ({ group }) => group, state);
  const reading = { whole: together(parts.values(), NOTHING), parts, absent: NOTHING };
  if (!byDims || !byType) return reading;
  return { ...reading, byDims: sumBy(counts, ({ type }) => canonicalJson([type]), state) };
}

function sumBy(
  counts: readonly StatusCount[],
  keyOf: (count: StatusCount) => string,
  state: ReportsTerm['state'],
): ReadonlyMap<string, Part> {
  const sums = new Map<string, number>();
  for (const count of counts) sums.set(keyOf(count), (sums.get(keyOf(count)) ?? 0) + count[state]);
  return new Map([...sums].map(([key, sum]) => [key, countOf(sum)]));
}
