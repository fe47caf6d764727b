import { shiftYears, type Day } from '#core/kernel';
import type { Merge } from '../term.js';
import { windowDays } from '../window.js';
import { withoutSmallGroups, type Group } from './small-groups.js';

/** Cells of one unit, or of several where their items are counted over all of them, put together. */
export interface CellEvent {
  /** Told apart only where the newest report of each unit holds; empty otherwise. */
  readonly unit: string;
  readonly day: Day;
  readonly dims: string;
  readonly item: string;
  readonly value: bigint;
  readonly records: number;
}

/** A split cell: dims, value and records. */
export interface SplitCell {
  readonly dims: string;
  readonly value: bigint;
  readonly records: number;
}

/** The figure at the end of a day on which it changed, without the small groups of its split. */
export interface Step {
  readonly day: Day;
  readonly value: bigint;
  readonly records: number;
  readonly split: readonly SplitCell[];
  /** True where the split lacks groups. */
  readonly hidden: boolean;
}

export interface Sweep {
  readonly merge: Merge;
  readonly startOn: (day: Day) => Day | null;
  /** False where the term has no dims: then there is nothing to split. */
  readonly splits: boolean;
}

/**
 * The figure of every day on which it changes; between two steps of one window it is that of the earlier one, and at the
 * beginning of a window zero. So it is exact on every day, also where it counts different values, which do not add up.
 */
export function stepsOf(events: readonly CellEvent[], { merge, startOn, splits }: Sweep): Step[] {
  const changes = (merge === 'newest' ? spansOfNewest(events) : [...events]).sort((one, other) =>
    one.day < other.day ? -1 : one.day > other.day ? 1 : 0,
  );
  const steps: Step[] = [];
  let [start, tally]: [Day | null | undefined, Tally] = [undefined, new Tally(merge)];
  let told = '';
  for (let at = 0; at < changes.length;) {
    const { day } = changes[at] as CellEvent;
    const from = startOn(day);
    if (from !== null && day < from) {
      at += 1;
      continue;
    }
    if (start !== undefined && from !== start) [tally, told] = [new Tally(merge), ''];
    start = from;
    for (; changes[at]?.day === day; at++) tally.take(changes[at] as CellEvent);
    const step = tally.step(day, splits);
    const text = textOf(step);
    if (text !== told) steps.push(step);
    told = text;
  }
  return steps;
}

function textOf({ value, records, split, hidden }: Step): string {
  return JSON.stringify([
    ...[String(value), records, hidden],
    split.map((cell) => [cell.dims, String(cell.value), cell.records]),
  ]);
}

/** Sums, or different items, of a row and of its groups. */
class Tally {
  private readonly whole: Bucket;
  private readonly groups = new Map<string, Bucket>();

  constructor(private readonly merge: Merge) {
    this.whole = new Bucket(merge);
  }

  take(event: CellEvent): void {
    this.whole.take(event);
    let group = this.groups.get(event.dims);
    if (!group) this.groups.set(event.dims, (group = new Bucket(this.merge)));
    group.take(event);
  }

  step(day: Day, splits: boolean): Step {
    const { value, records } = this.whole;
    if (!splits) return { day, value, records, split: [], hidden: false };
    const groups = [...this.groups].map(([dims, bucket]): Group & SplitCell => {
      const count = this.merge === 'distinct' ? Number(bucket.value) : bucket.records;
      return { dims, value: bucket.value, records: bucket.records, count };
    });
    const shown = withoutSmallGroups(groups);
    const split = shown.groups
      .map((group) => ({ dims: group.dims, value: group.value, records: group.records }))
      .sort((one, other) => (one.dims < other.dims ? -1 : 1));
    return { day, value, records, split, hidden: shown.hidden };
  }
}

class Bucket {
  records = 0;
  private sum = 0n;
  private readonly items: Map<string, number> | undefined;

  constructor(merge: Merge) {
    this.items = merge === 'distinct' ? new Map() : undefined;
  }

  get value(): bigint {
    return this.items ? BigInt(this.items.size) : this.sum;
  }

  take({ item, value, records }: CellEvent): void {
    this.records += records;
    this.sum += value;
    if (!this.items) return;
    const left = (this.items.get(item) ?? 0) + records;
    if (left > 0) this.items.set(item, left);
    else this.items.delete(item);
  }
}

/** Of each unit and item the newest report, from its day until the next one's, or until it is too old. */
function spansOfNewest(events: readonly CellEvent[]): CellEvent[] {
  const about = new Map<string, Map<Day, CellEvent[]>>();
  for (const event of events) {
    const name = JSON.stringify([event.unit, event.item]);
    const days = about.get(name) ?? new Map<Day, CellEvent[]>();
    about.set(name, days);
    days.set(event.day, [...(days.get(event.day) ?? []), event]);
  }
  return [...about.values()].flatMap((days) => {
    const said = [...days].sort(([one], [other]) => (one < other ? -1 : 1));
    return said.flatMap(([day, reports], index) => {
      const next = said[index + 1]?.[0];
      const old = firstDayBehind(day);
      const until = next !== undefined && next < old ? next : old;
      return reports.flatMap((report) => [
        report,
        { ...report, day: until, value: -report.value, records: -report.records },
      ]);
    });
  });
}

/** Days around the same day of the next year among which a report becomes too old: leap years move it by one or two. */
const LEAP_DAYS_MAX = 4;

/** The first day on which a report of this day is too old to hold. */
function firstDayBehind(day: Day): Day {
  const date = new Date(`${shiftYears(day, 1)}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  for (let tries = 0; tries <= LEAP_DAYS_MAX; tries++) {
    const at = date.toISOString().slice(0, 10);
    const { from } = windowDays({ window: 'newest', shiftYears: 0 }, { at, period: 'year', planStart: at });
    if (from !== null && from > day) return at;
    date.setUTCDate(date.getUTCDate() + 1);
  }
  return date.toISOString().slice(0, 10);
}
