/*
 * What is owed and what has become of it, by the written definition, found by looking through lists. It shares nothing
 * with the product. Slow and plain on purpose.
 */

/** The least that a valid report of each owed type says. */
export const OWED: Readonly<
  Record<string, { readonly months: 1 | 3; readonly fields: Readonly<Record<string, unknown>> }>
> = {
  'population-report': { months: 3, fields: { households: 500, population: 1400 } },
  'party-report': { months: 3, fields: { members: 60 } },
  'family-planning-report': {
    months: 3,
    fields: { women: 300, births: 4, births_policy: 4, responsibility: true },
  },
  'security-report': {
    months: 1,
    fields: { cases: 2, floating: 9, floating_registered: 9, released: 0, released_helped: 0 },
  },
  'environment-report': { months: 1, fields: { waste_t: 10, sorted_t: 4, harmless_t: 8 } },
};

export const isUrban = (unit: string): boolean => unit.length === 12 && '014'.includes(unit.charAt(9));

export function laterDay(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The last day of the month that is so many months before that of `today`; 0 is the month itself. */
export function monthEnd(today: string, monthsBack: number): string {
  const [year = 0, month = 0] = today.split('-').map(Number);
  return new Date(Date.UTC(year, month - monthsBack, 0)).toISOString().slice(0, 10);
}

/** The name of the month, or of the quarter, that ends on a day. */
export function nameOf(lastDay: string, months: 1 | 3): string {
  return months === 1 ? lastDay.slice(0, 7) : `${lastDay.slice(0, 4)}-Q${Number(lastDay.slice(5, 7)) / 3}`;
}

export const endsPeriod = (lastDay: string, months: 1 | 3): boolean =>
  Number(lastDay.slice(5, 7)) % months === 0;

export interface WrittenReport {
  readonly unit: string;
  readonly type: string;
  readonly lastDay: string;
  /** The day on which its first version was recorded; null where it is not there any more. */
  readonly receivedOn: string | null;
  readonly declared: boolean;
}

export interface WrittenUnlock {
  readonly unit: string;
  readonly type: string;
  readonly lastDay: string;
}

export interface WrittenPicture {
  readonly units: readonly string[];
  readonly today: string;
  readonly reports: readonly WrittenReport[];
  readonly unlocks: readonly WrittenUnlock[];
  /** Periods that end before this day never lock. */
  readonly lockedFrom: string;
}

/** The state of one obligation, in the words of the definition. */
export function writtenState(
  { today, reports, unlocks, lockedFrom }: WrittenPicture,
  owed: { readonly unit: string; readonly type: string; readonly lastDay: string },
) {
  const same = (item: WrittenReport | WrittenUnlock): boolean =>
    item.type === owed.type && item.lastDay === owed.lastDay;
  const report = reports.find((item) => same(item) && item.unit === owed.unit);
  const there = report !== undefined && report.receivedOn !== null;
  const due = laterDay(owed.lastDay, 10);
  const onTime = there && (report.receivedOn ?? '') <= due;
  const lockable = owed.lastDay >= lockedFrom && laterDay(owed.lastDay, 45) <= today;
  return {
    received: there,
    onTime,
    late: there && !onTime,
    missing: !there && today > due,
    open: !there && today <= due,
    complete: there && report.declared,
    locked: lockable && !unlocks.some((item) => same(item) && owed.unit.startsWith(item.unit)),
  };
}

export type WrittenState = ReturnType<typeof writtenState>;

/** Counts of all obligations that are chosen. */
export function writtenTally(states: readonly WrittenState[]): Record<string, number> {
  const tally: Record<string, number> = { expected: states.length };
  for (const name of ['received', 'onTime', 'late', 'missing', 'open', 'complete', 'locked'] as const)
    tally[name] = states.filter((state) => state[name]).length;
  return tally;
}

/** Everything that is owed for periods that end in from..to, below a unit. */
export function writtenOwed(
  picture: WrittenPicture,
  asked: {
    readonly unit: string;
    readonly from: string;
    readonly to: string;
    readonly type?: string | undefined;
  },
) {
  const found: { unit: string; type: string; lastDay: string; period: string; state: WrittenState }[] = [];
  for (let day = asked.from; day <= asked.to; day = laterDay(day, 1)) {
    if (laterDay(day, 1).slice(8) !== '01') continue;
    for (const [type, { months }] of Object.entries(OWED)) {
      if ((asked.type ?? type) !== type || !endsPeriod(day, months)) continue;
      for (const unit of picture.units) {
        if (!isUrban(unit) || !unit.startsWith(asked.unit)) continue;
        const owed = { unit, type, lastDay: day };
        found.push({ ...owed, period: nameOf(day, months), state: writtenState(picture, owed) });
      }
    }
  }
  return found;
}
