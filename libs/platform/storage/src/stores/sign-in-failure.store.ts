import type { Sql } from '../database.js';

export interface SignInFailures {
  /** Wrong answers in a row, the one that was just noted included. */
  readonly failures: number;
  /** Set where nothing is tried at present: then nothing was noted. */
  readonly lockedUntil: Date | null;
}

/**
 * Notes an attempt as failed before it is judged, so that many at once are not judged all; in a transaction, in which the row
 * stays locked.
 */
export async function noteAttempt(tx: Sql, key: string, keptMs: number): Promise<SignInFailures> {
  const rows: SignInFailures[] = await tx.query(
    `INSERT INTO sign_in_failure AS held (key, failures, failed_at) VALUES ($1, 1, now())
     ON CONFLICT (key) DO UPDATE SET
       failures = CASE WHEN held.locked_until > now() THEN held.failures
                       WHEN held.failed_at < now() - $2 * interval '1 ms' THEN 1 ELSE held.failures + 1 END,
       failed_at = CASE WHEN held.locked_until > now() THEN held.failed_at ELSE now() END
     RETURNING failures, CASE WHEN locked_until > now() THEN locked_until END AS "lockedUntil"`,
    [key, keptMs],
  );
  const [row] = rows;
  if (!row) throw new TypeError('what is noted is there');
  return row;
}

/** From now on nothing is tried under this key for so long. */
export async function lockAttempts(tx: Sql, key: string, ms: number): Promise<void> {
  await tx.query(`UPDATE sign_in_failure SET locked_until = now() + $2 * interval '1 ms' WHERE key = $1`, [
    key,
    ms,
  ]);
}

/** A right answer makes up for the wrong ones; some that are long past go with it. */
export async function forgetFailures(sql: Sql, keys: readonly string[], keptMs: number): Promise<void> {
  await sql.query(
    `DELETE FROM sign_in_failure WHERE key = ANY ($1) OR key IN (
       SELECT key FROM sign_in_failure WHERE failed_at < now() - $2 * interval '1 ms' LIMIT 100)`,
    [keys, keptMs],
  );
}
