import { daysBetween, addDays, type Day } from '#core/kernel';
import type { WindowDays } from '#core/statistics';

/** Days whose cells make one span out of another one: they come in, or they go. */
export interface SpanDifference {
  readonly from: Day;
  readonly to: Day;
  readonly sign: 1n | -1n;
}

/** What has to be added to the sums of `old`, and taken away from them, to get those of `next`. */
export function differences(old: WindowDays, next: WindowDays): readonly SpanDifference[] {
  const found: SpanDifference[] = [];
  if (old.to < next.to) found.push({ from: addDays(old.to, 1), to: next.to, sign: 1n });
  if (old.to > next.to) found.push({ from: addDays(next.to, 1), to: old.to, sign: -1n });
  if (old.from === null || next.from === null) return found;
  if (old.from > next.from) found.push({ from: next.from, to: addDays(old.from, -1), sign: 1n });
  if (old.from < next.from) found.push({ from: old.from, to: addDays(next.from, -1), sign: -1n });
  return found;
}

/** Days in which two spans differ; undefined where reading the next one by itself reads no more than that. */
export function daysApart(old: WindowDays, next: WindowDays): number | undefined {
  if ((old.from === null) !== (next.from === null)) return undefined;
  const atEnd = Math.abs(daysBetween(old.to, next.to));
  if (old.from === null || next.from === null) return atEnd;
  const apart = atEnd + Math.abs(daysBetween(old.from, next.from));
  return apart < daysBetween(next.from, next.to) ? apart : undefined;
}
