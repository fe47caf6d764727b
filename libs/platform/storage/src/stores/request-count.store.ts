import type { Sql } from '../database.js';

/** Forgotten at once: keeps the statement short, and is more than one process tells in that time. */
const FORGET_AT_ONCE_MAX = 2_000;

export interface CountedRequests {
  readonly key: string;
  readonly requests: number;
  /** Until the count begins anew, in milliseconds: processes need not agree on the time. */
  readonly endsInMs: number;
}

/**
 * Adds what one process has counted since it told last, and gives what all have counted. In the order of the keys: two
 * processes that tell of the same ones would wait for each other otherwise.
 */
export async function addRequestCounts(
  sql: Sql,
  counted: readonly CountedRequests[],
): Promise<CountedRequests[]> {
  const column = <K extends keyof CountedRequests>(name: K): CountedRequests[K][] =>
    counted.map((one) => one[name]);
  const rows: CountedRequests[] = await sql.query(
    `INSERT INTO request_count AS held (key, requests, ends_at)
     SELECT key, requests, now() + ends_in_ms * interval '1 ms'
       FROM unnest($1::text[], $2::int[], $3::float8[]) AS told (key, requests, ends_in_ms) ORDER BY key COLLATE "C"
     ON CONFLICT (key) DO UPDATE SET
       requests = CASE WHEN held.ends_at <= now() THEN 0 ELSE held.requests END + excluded.requests,
       ends_at = CASE WHEN held.ends_at <= now() THEN excluded.ends_at ELSE held.ends_at END
     RETURNING key, requests, (extract(epoch FROM ends_at - now()) * 1000)::float8 AS "endsInMs"`,
    [column('key'), column('requests'), column('endsInMs')],
  );
  return rows;
}

/** Forgets counts that are over; others may be forgetting at the same time. */
export async function forgetRequestCounts(sql: Sql): Promise<void> {
  await sql.query(
    `DELETE FROM request_count WHERE key IN (
       SELECT key FROM request_count WHERE ends_at < now() ORDER BY ends_at LIMIT ${FORGET_AT_ONCE_MAX}
       FOR UPDATE SKIP LOCKED)`,
  );
}
