import { parsePeriod, type Day, type PeriodKind } from '#core/kernel';

const DAY_MS = 86_400_000;
const MONTHS: Readonly<Record<PeriodKind, number>> = { month: 1, quarter: 3, year: 12 };

export interface Span {
  readonly from: Day;
  /** Inclusive. */
  readonly to: Day;
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** How many days a span has, both ends included; at least one. */
export function daysIn({ from, to }: Span): number {
  return Math.max(1, (Date.parse(to) - Date.parse(from)) / DAY_MS + 1);
}

/** Counts the periods of a kind since year 0: neighbours differ by one. */
function ordinal(kind: PeriodKind, day: Day): number {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  return Math.floor(months / MONTHS[kind]);
}

/** The period `index` periods after the one that `from` lies in. It may lie after any span. */
export function periodAt(kind: PeriodKind, from: Day, index: number): string {
  const firstMonth = (ordinal(kind, from) + index) * MONTHS[kind];
  const year = Math.floor(firstMonth / 12);
  const month = firstMonth % 12;
  if (kind === 'year') return String(year);
  if (kind === 'quarter') return `${year}-Q${month / 3 + 1}`;
  return `${year}-${String(month + 1).padStart(2, '0')}`;
}

/** How many periods of a kind a span touches; at least one. */
export function periodsIn(kind: PeriodKind, { from, to }: Span): number {
  return Math.max(1, ordinal(kind, to) - ordinal(kind, from) + 1);
}

/** Whole quarters from a day to a report's period. */
export function quartersBetween(from: Day, period: string | undefined): number {
  return ordinal('quarter', parsePeriod(period)?.from ?? from) - ordinal('quarter', from);
}
