import { unitLevel, type Level } from '#core/kernel';
import type { ApiRole } from '#platform/config';

/** Who asks: what the token says. */
export interface Caller {
  readonly role: ApiRole;
  /** The caller sees and does nothing outside this subtree. */
  readonly unit: string;
  /** Fields that must stay below this level are not shown. */
  readonly level: Level;
}

export function callerOf(role: ApiRole, unit: string): Caller {
  return { role, unit, level: unitLevel(unit) ?? 'city' };
}
