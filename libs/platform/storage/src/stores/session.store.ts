import type { Sql } from '../database.js';
import { accountColumns, type AccountRow } from './account.store.js';

export interface SessionRow {
  readonly id: string;
  readonly account: string;
  readonly createdAt: Date;
  readonly renewedAt: Date;
  readonly seenAt: Date;
}

/** How long a session lasts, in ms. */
export interface SessionLife {
  readonly idleMs: number;
  readonly wholeMs: number;
}

const COLUMNS = `session.id, session.account, session.created_at AS "createdAt", session.renewed_at AS "renewedAt",
  session.seen_at AS "seenAt"`;

/** A session is over when nobody has used it for long, or when it is old. */
const ALIVE = `session.seen_at > now() - $2 * interval '1 ms' AND session.created_at > now() - $3 * interval '1 ms'`;

export async function insertSession(sql: Sql, id: string, account: string, digest: string): Promise<void> {
  await sql.query('INSERT INTO session (id, account, digest) VALUES ($1, $2, $3)', [id, account, digest]);
}

export interface FoundSession {
  readonly session: SessionRow;
  readonly account: AccountRow;
  /** False where it was found by the cookie before the last renewal. */
  readonly current: boolean;
}

export async function findSession(
  sql: Sql,
  digest: string,
  { idleMs, wholeMs }: SessionLife,
): Promise<FoundSession | undefined> {
  const rows: (SessionRow & { readonly current: boolean })[] = await sql.query(
    `SELECT ${COLUMNS}, session.digest = $1 AS current FROM session
     WHERE (digest = $1 OR previous_digest = $1 AND previous_until > now()) AND ${ALIVE}`,
    [digest, idleMs, wholeMs],
  );
  const [row] = rows;
  if (!row) return undefined;
  const accounts: AccountRow[] = await sql.query(
    `SELECT ${accountColumns('account')} FROM account WHERE id = $1 AND NOT disabled`,
    [row.account],
  );
  const { current, ...session } = row;
  return accounts[0] && { session, account: accounts[0], current };
}

/** Notes that a session is in use. */
export async function touchSession(sql: Sql, id: string): Promise<void> {
  await sql.query('UPDATE session SET seen_at = now() WHERE id = $1', [id]);
}

/** Gives a session another cookie; the one before stays good for `graceMs`. False where another request was quicker. */
export async function renewSession(
  sql: Sql,
  id: string,
  { from, to, graceMs }: { readonly from: string; readonly to: string; readonly graceMs: number },
): Promise<boolean> {
  const rows: [unknown[], number] = await sql.query(
    `UPDATE session SET digest = $3, previous_digest = $2, previous_until = now() + $4 * interval '1 ms',
       renewed_at = now(), seen_at = now()
     WHERE id = $1 AND digest = $2 RETURNING id`,
    [id, from, to, graceMs],
  );
  return rows[1] > 0;
}

export async function endSession(sql: Sql, id: string): Promise<void> {
  await sql.query('DELETE FROM session WHERE id = $1', [id]);
}

/** Ends what an account is signed in with, but for one session where it is named. */
export async function endSessions(sql: Sql, account: string, except: string | null = null): Promise<void> {
  await sql.query('DELETE FROM session WHERE account = $1 AND ($2::uuid IS NULL OR id <> $2)', [
    account,
    except,
  ]);
}

/** The sessions of an account that are not over, the newest first. */
export function sessionsOf(
  sql: Sql,
  account: string,
  { idleMs, wholeMs }: SessionLife,
  limit: number,
): Promise<SessionRow[]> {
  return sql.query(
    `SELECT ${COLUMNS} FROM session WHERE account = $1 AND ${ALIVE} ORDER BY created_at DESC LIMIT $4`,
    [account, idleMs, wholeMs, limit],
  );
}

/** Leaves an account its newest sessions, and takes away some that are over, whoever's they are. */
export async function thinSessions(
  sql: Sql,
  account: string,
  { idleMs, wholeMs }: SessionLife,
  kept: number,
): Promise<void> {
  await sql.query(
    `DELETE FROM session WHERE id IN (
       SELECT id FROM session WHERE account = $1 ORDER BY created_at DESC OFFSET $4
     ) OR id IN (SELECT id FROM session WHERE NOT (${ALIVE}) LIMIT 100)`,
    [account, idleMs, wholeMs, kept],
  );
}
