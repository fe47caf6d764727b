import type { Day } from '#core/kernel';
import type { ReorganisationPlan } from '#core/reorganisation';
import type { DatedUnits } from '#features/units';

/** What a reorganisation does to whoever acts for a unit. */
export interface Touch {
  /** The unit that it goes on with: null where the unit goes on only as a part of another, which has to be given anew. */
  readonly goesOnWith: string | null;
  /** Closed units of its own that go on outside of it. */
  readonly loses: number;
  /** Units that go on inside of it and were outside. */
  readonly gains: number;
}

/** Trees before and after, as of one day. */
export interface Turn {
  readonly before: DatedUnits;
  readonly after: DatedUnits;
  readonly day: Day;
}

/** Those of these holders who will see or do something else, with what it is. */
export function touchedHolders<Holder extends { readonly unit: string }>(
  holders: readonly Holder[],
  { closed, opened }: ReorganisationPlan,
  { before, after, day }: Turn,
): (Holder & Touch)[] {
  const successors = new Set(closed.map(({ successor }) => successor));
  return holders.flatMap((holder) => {
    const { unit } = holder;
    const had = (code: string): boolean => before.succession.covers(unit, code, day);
    const has = (code: string): boolean => after.succession.covers(unit, code, day);
    const loses = closed.filter(({ code, successor }) => had(code) && !has(successor)).length;
    const came = closed.filter(({ code, successor }) => !had(code) && has(successor)).length;
    const gains = came + opened.filter(({ code }) => !successors.has(code) && has(code)).length;
    const goesOnWith = after.succession.heirOn(unit, day) ?? null;
    return goesOnWith === unit && loses + gains === 0 ? [] : [{ ...holder, goesOnWith, loses, gains }];
  });
}
