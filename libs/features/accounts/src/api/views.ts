import { PERMISSIONS, permissionsOf, ROLE_NAMES, type PermissionCode, type Role } from '#core/access';
import type { AccountRow, AccountTokenRow } from '#platform/storage';
import type { AccountDto, RightsDto } from './accounts.dto.js';
import type { NamedDto, SessionDto } from './session.dto.js';
import type { TokenDto } from './tokens.dto.js';

const roleView = (code: Role): NamedDto => ({ code, ...ROLE_NAMES[code] });

const permissionView = (code: PermissionCode): NamedDto => {
  const { zh, en } = PERMISSIONS[code];
  return { code, zh, en };
};

export function sessionView(account: AccountRow, csrf: string): SessionDto {
  const { name, displayName, unit, roles, mustChange, factorConfirmed } = account;
  return {
    ...{ name, displayName, unit, csrf },
    roles: roles.map(roleView),
    permissions: permissionsOf(roles).map(permissionView),
    mustChangePassword: mustChange,
    secondFactor: factorConfirmed,
  };
}

export function accountView(account: AccountRow): AccountDto {
  const { id, name, displayName, unit, roles, disabled, mustChange, factorConfirmed, subject, createdBy } =
    account;
  return {
    ...{ id, name, displayName, unit, disabled, subject, createdBy },
    roles: roles.map(roleView),
    mustChangePassword: mustChange,
    secondFactor: factorConfirmed,
    createdAt: account.createdAt.toISOString(),
    signedInAt: account.signedInAt?.toISOString() ?? null,
  };
}

export function rightsView(
  account: AccountRow,
  sessions: readonly { readonly createdAt: Date; readonly seenAt: Date }[],
  tokens: readonly AccountTokenRow[],
): RightsDto {
  return {
    account: accountView(account),
    permissions: permissionsOf(account.roles).map(permissionView),
    sessions: sessions.map(({ createdAt, seenAt }) => {
      return { createdAt: createdAt.toISOString(), seenAt: seenAt.toISOString() };
    }),
    tokens: tokens.map(tokenView),
  };
}

export function tokenView({
  id,
  name,
  permissions,
  unit,
  createdAt,
  expiresAt,
  usedAt,
}: AccountTokenRow): TokenDto {
  return {
    ...{ id, name, unit },
    permissions: permissions.map(permissionView),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    usedAt: usedAt?.toISOString() ?? null,
  };
}
