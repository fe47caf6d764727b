import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** `gaps` counts rows and compares heads, `hashes` hashes every entry again. */
export type WalkName = 'gaps' | 'hashes';

export interface Walk {
  readonly originId: number;
  readonly seq: number;
  readonly rows: number;
  readonly passes: number;
  readonly endedAt: Date | null;
  /** How long ago the pass began. */
  readonly ageMs: number;
}

export async function readWalk(sql: Sql, name: WalkName): Promise<Walk> {
  const [row]: {
    origin_id: number;
    seq: string;
    rows: string;
    passes: string;
    ended_at: Date;
    age: string;
  }[] = await sql.query(
    `INSERT INTO audit_walk (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name
       RETURNING origin_id, seq, rows, passes, ended_at, extract(epoch FROM clock_timestamp() - began_at) * 1000 AS age`,
    [name],
  );
  if (!row) throw new TypeError('a walk has a row');
  return {
    originId: row.origin_id,
    seq: Number(row.seq),
    rows: Number(row.rows),
    passes: Number(row.passes),
    endedAt: row.ended_at,
    ageMs: Number(row.age),
  };
}

export async function moveWalk(
  sql: Sql,
  name: WalkName,
  to: { readonly originId: number; readonly seq: number; readonly rows: number },
): Promise<void> {
  await sql.query('UPDATE audit_walk SET origin_id = $2, seq = $3, rows = rows + $4 WHERE name = $1', [
    name,
    to.originId,
    to.seq,
    to.rows,
  ]);
}

/** The pass has come to its end; the next one begins at the first log again. */
export async function endPass(sql: Sql, name: WalkName): Promise<void> {
  await sql.query(
    `UPDATE audit_walk SET origin_id = 0, seq = 0, passes = passes + 1, ended_at = clock_timestamp() WHERE name = $1`,
    [name],
  );
}

export async function beginPass(sql: Sql, name: WalkName, originId = 0): Promise<void> {
  await sql.query(
    `INSERT INTO audit_walk (name, origin_id) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET origin_id = excluded.origin_id, seq = 0, began_at = clock_timestamp()`,
    [name, originId],
  );
}

/** A stretch of a log whose rows are counted. */
export interface Stretch {
  readonly originId: number;
  readonly from: number;
  readonly to: number;
}

/**
 * What stands out in stretches of logs, by one statement that sees one moment: rows that are missing, and heads that are
 * not those of the last row. Gives the ids of the logs; those of a node without fault are none.
 */
export async function oddLogs(sql: Sql, stretches: readonly Stretch[]): Promise<number[]> {
  const rows: { id: number }[] = await sql.query(
    `SELECT o.id FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}, ${column(3, 'bigint')}) AS s (id, low, high)
     JOIN origin o ON o.id = s.id
     CROSS JOIN LATERAL (
       SELECT count(*) AS n FROM log_entry l WHERE l.origin_id = s.id AND l.seq BETWEEN s.low AND s.high
     ) c
     WHERE c.n <> s.high - s.low + 1 OR ${UNSOUND_HEAD}`,
    [
      columnText(stretches.map((item) => item.originId)),
      columnText(stretches.map((item) => item.from)),
      columnText(stretches.map((item) => item.to)),
    ],
  );
  return rows.map(({ id }) => id);
}

/** A head that does not say of the last row, and of none but the last, what stands there. */
const UNSOUND_HEAD = `(
    EXISTS (SELECT 1 FROM log_entry l WHERE l.origin_id = o.id AND l.seq > o.head_seq)
    OR o.head_seq > 0 AND NOT EXISTS (
      SELECT 1 FROM log_entry l WHERE l.origin_id = o.id AND l.seq = o.head_seq AND l.chain = o.head_chain
        AND l.signer = o.signer AND l.signature IS NOT NULL
    )
  )`;

/**
 * Of these logs, those whose head is not that of their last row. Nothing may be added to them before they are mended. The
 * caller holds their locks.
 */
export async function unsoundHeads(tx: Sql, originIds: readonly number[]): Promise<Set<number>> {
  if (originIds.length === 0) return new Set();
  const rows: { id: number }[] = await tx.query(
    `SELECT o.id FROM origin o WHERE o.id = ANY (${column(1, 'int')}) AND ${UNSOUND_HEAD}`,
    [columnText(originIds)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Spans of a log without rows between two of its entries, so many at the most. */
export async function findGaps(
  sql: Sql,
  { originId, from, to }: Stretch,
  limit: number,
): Promise<{ from: number; to: number }[]> {
  const rows: { low: string; high: string }[] = await sql.query(
    `SELECT before + 1 AS low, seq - 1 AS high FROM (
       SELECT seq, lag(seq, 1, $2::bigint - 1) OVER (ORDER BY seq) AS before FROM (
         SELECT seq FROM log_entry WHERE origin_id = $1 AND seq BETWEEN $2 AND $3
         UNION ALL SELECT $3::bigint + 1
       ) held
     ) pairs WHERE seq > before + 1 ORDER BY seq LIMIT $4`,
    [originId, from, to, limit],
  );
  return rows.map(({ low, high }) => ({ from: Number(low), to: Number(high) }));
}
