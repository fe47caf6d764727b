import type { Role } from '#core/access';
import { unitLevel, type Level } from '#core/kernel';

/** Who asks: what the token or the session says. */
export interface Caller {
  /** Whom what is done is written down of: a token by its role and unit, a person by the name of the account. */
  readonly who: string;
  readonly roles: readonly Role[];
  /** The caller sees and does nothing outside this subtree. */
  readonly unit: string;
  /** Fields that must stay below this level are not shown. */
  readonly level: Level;
}

export function callerOf(role: Role, unit: string): Caller {
  return { who: `${role} ${unit}`, roles: [role], unit, level: unitLevel(unit) ?? 'city' };
}
