import type { Sql } from '../database.js';

/** How long a token is remembered: longer than the longest life, with the tolerance of clocks on both sides. */
const REMEMBERED = '5 minutes';

/** Forgotten at once: keeps the statement short, also after a burst. */
const FORGET_AT_ONCE_MAX = 10_000;

export interface TokenUse {
  /** False where the token was used before. */
  readonly fresh: boolean;
  readonly suspended: boolean;
  readonly revoked: boolean;
}

/** Uses a token up and says how its sender stands: one statement for each request, true for all replicas at once. */
export async function useLinkToken(
  sql: Sql,
  token: { readonly id: string; readonly unit: string; readonly signer: string },
): Promise<TokenUse> {
  const [use]: TokenUse[] = await sql.query(
    `WITH used AS (
       INSERT INTO link_token (id, expires_at) VALUES ($1, now() + interval '${REMEMBERED}')
       ON CONFLICT (id) DO NOTHING RETURNING 1
     )
     SELECT EXISTS (SELECT 1 FROM used) AS fresh,
       EXISTS (SELECT 1 FROM node WHERE unit = $2 AND suspended_at IS NOT NULL) AS suspended,
       EXISTS (SELECT 1 FROM revocation WHERE fingerprint = $3) AS revoked`,
    [token.id, token.unit, token.signer],
  );
  return use ?? { fresh: false, suspended: false, revoked: false };
}

/** Forgets tokens that nobody could use any more; gives how many. */
export async function forgetLinkTokens(sql: Sql): Promise<number> {
  const rows: unknown[] = await sql.query(
    `WITH gone AS (
       DELETE FROM link_token WHERE id IN (
         SELECT id FROM link_token WHERE expires_at < now() ORDER BY expires_at LIMIT ${FORGET_AT_ONCE_MAX}
       ) RETURNING 1
     ) SELECT * FROM gone`,
  );
  return rows.length;
}
