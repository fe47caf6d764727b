import { isPermitted, type PermissionCode, type Role } from '#core/access';
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
  /** Set for a person. */
  readonly account?: CallerAccount;
  /** Set where less is permitted than the roles permit. */
  readonly only?: readonly PermissionCode[];
}

export interface CallerAccount {
  readonly id: string;
  /** The session by which the person is signed in; null for a program of the person's. */
  readonly session: string | null;
  /** Until the person has chosen a password, nothing else can be done. */
  readonly mustChange: boolean;
}

export function callerOf(role: Role, unit: string): Caller {
  return { who: `${role} ${unit}`, roles: [role], unit, level: unitLevel(unit) ?? 'city' };
}

/** Whose requests are counted together: a person's in all sessions, or a program's. */
export function limitedAs({ who, account }: Caller): string {
  if (account === undefined) return who;
  return account.session === null ? `${account.id} ${who}` : account.id;
}

export function may({ roles, only }: Caller, permission: PermissionCode): boolean {
  return isPermitted(roles, permission) && (only?.includes(permission) ?? true);
}
