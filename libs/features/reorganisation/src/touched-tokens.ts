import type { Role } from '#core/access';
import type { Day } from '#core/kernel';
import type { ReorganisationPlan } from '#core/reorganisation';
import type { DatedUnits } from '#features/units';

/** A token whose holder will see or do something else. Which token it is stays untold. */
export interface TouchedToken {
  readonly role: Role;
  readonly unit: string;
  /** The unit that the token goes on with: null where its unit goes on only as a part of another, which needs a new one. */
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

export function touchedTokens(
  tokens: readonly { readonly role: Role; readonly unit: string }[],
  { closed, opened }: ReorganisationPlan,
  { before, after, day }: Turn,
): TouchedToken[] {
  const successors = new Set(closed.map(({ successor }) => successor));
  return tokens.flatMap(({ role, unit }) => {
    const had = (code: string): boolean => before.succession.covers(unit, code, day);
    const has = (code: string): boolean => after.succession.covers(unit, code, day);
    const loses = closed.filter(({ code, successor }) => had(code) && !has(successor)).length;
    const came = closed.filter(({ code, successor }) => !had(code) && has(successor)).length;
    const gains = came + opened.filter(({ code }) => !successors.has(code) && has(code)).length;
    const goesOnWith = after.succession.heirOn(unit, day) ?? null;
    return goesOnWith === unit && loses + gains === 0 ? [] : [{ role, unit, goesOnWith, loses, gains }];
  });
}
