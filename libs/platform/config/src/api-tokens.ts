import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ROLES, type Role } from '#core/access';
import { isWithin, unitLevel } from '#core/kernel';

/** A bearer token as the node keeps it: only its digest. `unit` is the subtree that it opens. */
export interface ApiToken {
  readonly role: Role;
  readonly unit: string;
  readonly digest: string;
}

/** Shorter tokens can be guessed. */
const TOKEN_LENGTH_MIN = 32;

export function tokenDigest(token: string): string {
  return hash('sha256', token, 'base64url');
}

/** Reads the token file. The problem, if any, names the rule and the entry's place, never a token. */
export function readApiTokens(
  file: string,
  nodeUnit: string,
): { readonly tokens: readonly ApiToken[] } | { readonly problem: string } {
  let list: unknown;
  try {
    list = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { problem: 'must name a readable JSON file' };
  }
  if (!Array.isArray(list)) return { problem: 'must hold a JSON list' };
  const tokens: ApiToken[] = [];
  for (const [index, item] of list.entries()) {
    const { role, unit, token } = (item ?? {}) as Partial<Record<'role' | 'unit' | 'token', unknown>>;
    const at = `entry ${index + 1}`;
    if (!ROLES.includes(role as Role)) return { problem: `${at}: role must be one of ${ROLES.join(', ')}` };
    if (typeof unit !== 'string' || !unitLevel(unit) || !isWithin(unit, nodeUnit)) {
      return { problem: `${at}: unit must be a unit code within NODE_UNIT` };
    }
    if (typeof token !== 'string' || token.length < TOKEN_LENGTH_MIN) {
      return { problem: `${at}: token must have at least ${TOKEN_LENGTH_MIN} characters` };
    }
    const digest = tokenDigest(token);
    const same = tokens.findIndex((other) => other.digest === digest);
    if (same >= 0) return { problem: `${at}: token is the one of entry ${same + 1}` };
    tokens.push({ role: role as Role, unit, digest });
  }
  return { tokens };
}
