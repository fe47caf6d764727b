/** A calendar day `YYYY-MM-DD`. Days are compared as strings: the order is the same. */
export type Day = string;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const PERIOD = /^(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?$/;

export type PeriodKind = 'month' | 'quarter' | 'year';
export interface Period {
  readonly kind: PeriodKind;
  readonly from: Day;
  /** The period's last day, inclusive. */
  readonly to: Day;
}

/** True for a day that exists, from year 1000 to 9999. */
export function isDay(value: unknown): value is Day {
  if (typeof value !== 'string') return false;
  const match = DAY.exec(value);
  if (!match || value < '1000') return false;
  const day = Number(match[3]);
  return day >= 1 && day <= daysInMonth(Number(match[1]), Number(match[2]));
}

export function daysInMonth(year: number, month: number): number {
  if (month < 1 || month > 12) return 0;
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function span(kind: PeriodKind, year: string, firstMonth: number, lastMonth: number): Period {
  return {
    kind,
    from: `${year}-${pad(firstMonth)}-01`,
    to: `${year}-${pad(lastMonth)}-${pad(daysInMonth(Number(year), lastMonth))}`,
  };
}

/** Reads `2006`, `2006-Q1` or `2006-03`; undefined for anything else. */
export function parsePeriod(value: unknown): Period | undefined {
  const match = typeof value === 'string' ? PERIOD.exec(value) : null;
  if (!match?.[1] || match[1] < '1000') return undefined;
  if (match[2]) return span('quarter', match[1], Number(match[2]) * 3 - 2, Number(match[2]) * 3);
  if (match[3]) return span('month', match[1], Number(match[3]), Number(match[3]));
  return span('year', match[1], 1, 12);
}

/** The period of this kind that a day lies in. */
export function periodOf(day: Day, kind: PeriodKind): Period {
  const year = day.slice(0, 4);
  const month = Number(day.slice(5, 7));
  if (kind === 'year') return span(kind, year, 1, 12);
  if (kind === 'month') return span(kind, year, month, month);
  const first = Math.floor((month - 1) / 3) * 3 + 1;
  return span(kind, year, first, first + 2);
}

/** The same day `years` later (or earlier where negative); 29 February becomes 28 in a common year. */
export function shiftYears(day: Day, years: number): Day {
  const year = Number(day.slice(0, 4)) + years;
  const month = Number(day.slice(5, 7));
  // Days are compared as strings, also those of the first centuries.
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(Math.min(Number(day.slice(8)), daysInMonth(year, month)))}`;
}

const MS_OF_DAY = 86_400_000;

/** No day comes after it: a year of five digits would no longer be compared as a string. */
const LAST_DAY = '9999-12-31';
const LAST_MS = Date.parse(LAST_DAY);

/** The day so many days later, or earlier where negative; the last day of all where it would lie behind that. */
export function addDays(day: Day, days: number): Day {
  const ms = Math.min(Date.parse(day) + days * MS_OF_DAY, LAST_MS);
  return new Date(ms).toISOString().slice(0, 10);
}

/** Days from one day to another; negative where the other is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return (Date.parse(to) - Date.parse(from)) / MS_OF_DAY;
}
