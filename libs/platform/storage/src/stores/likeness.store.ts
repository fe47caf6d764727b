import type { Day } from '#core/kernel';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** That a record's version has something in common with whatever else has the mark. */
export interface LikenessRow {
  readonly record: string;
  readonly mark: string;
  readonly unit: string;
  readonly version: number;
  /** The last day on which the record's subject is there; null while it is. */
  readonly ends: Day | null;
}

/** A log whose records are not all marked yet. */
export interface UnmarkedLog {
  readonly originId: number;
  /** Marked up to here; 0 where none is, by the catalogue that is asked for. */
  readonly seq: number;
  readonly headSeq: number;
}

/** The key of the marks: made once, by whoever comes first. */
export async function likenessKey(sql: Sql, fresh: string): Promise<string> {
  await sql.query('INSERT INTO likeness_key (key) VALUES ($1) ON CONFLICT DO NOTHING', [fresh]);
  const [row]: { key: string }[] = await sql.query('SELECT key FROM likeness_key');
  if (!row) throw new TypeError('the key of the marks is there');
  return row.key;
}

/** Some of the logs that have grown since they were marked, or were marked by another catalogue. */
export async function unmarkedLogs(sql: Sql, catalogue: string, limit: number): Promise<UnmarkedLog[]> {
  return sql.query(
    `SELECT o.id AS "originId", o.head_seq::int AS "headSeq",
       CASE WHEN m.catalogue = $1 THEN m.seq::int ELSE 0 END AS seq
     FROM origin o LEFT JOIN likeness_reading m ON m.origin_id = o.id
     WHERE o.head_seq > 0 AND (m.origin_id IS NULL OR m.catalogue <> $1 OR m.seq < o.head_seq) LIMIT $2`,
    [catalogue, limit],
  );
}

/** Replaces the marks of some records, and says how far their log has been read. */
export async function putMarks(
  tx: Sql,
  records: readonly string[],
  rows: readonly LikenessRow[],
  reading: { readonly originId: number; readonly catalogue: string; readonly seq: number },
): Promise<void> {
  await tx.query(`DELETE FROM likeness WHERE record = ANY (${column(1, 'uuid')})`, [columnText(records)]);
  await tx.query(
    `INSERT INTO likeness (record, mark, unit, version, ends)
     SELECT * FROM unnest(${['uuid', 'text', 'text', 'int', 'date'].map((type, index) => column(index + 1, type)).join(', ')})
     ON CONFLICT (record, mark) DO UPDATE SET unit = excluded.unit, version = excluded.version, ends = excluded.ends`,
    [
      columnText(rows.map(({ record }) => record)),
      columnText(rows.map(({ mark }) => mark)),
      columnText(rows.map(({ unit }) => unit)),
      columnText(rows.map(({ version }) => version)),
      columnText(rows.map(({ ends }) => ends)),
    ],
  );
  await tx.query(
    `INSERT INTO likeness_reading (origin_id, catalogue, seq) VALUES ($1, $2, $3)
     ON CONFLICT (origin_id) DO UPDATE SET catalogue = excluded.catalogue, seq = excluded.seq`,
    [reading.originId, reading.catalogue, reading.seq],
  );
}

export interface LikenessQuestion {
  readonly mark: string;
  readonly record: string;
  readonly unit: string;
  /** False where only the unit's own records are asked for. */
  readonly across: boolean;
}

export interface Like {
  /** Place in the question, from 0. */
  readonly question: number;
  readonly record: string;
  readonly unit: string;
}

/** Live records with the same marks, in one statement: of the unit itself and of others, `max` of each. */
export async function likeRecords(
  sql: Sql,
  questions: readonly LikenessQuestion[],
  today: Day,
  max: number,
): Promise<Like[]> {
  if (questions.length === 0) return [];
  const live = `JOIN record r ON r.record = k.record AND r.version = k.version AND r.status = 'counted'
    WHERE k.mark = q.mark AND k.record <> q.record AND (k.ends IS NULL OR k.ends >= $5)`;
  return sql.query(
    `SELECT q.n::int - 1 AS question, o.record, o.unit
     FROM unnest(${column(1, 'text')}, ${column(2, 'uuid')}, ${column(3, 'text')}, ${column(4, 'boolean')})
       WITH ORDINALITY AS q (mark, record, unit, across, n)
     CROSS JOIN LATERAL (
       (SELECT k.record, k.unit FROM likeness k ${live} AND k.unit = q.unit LIMIT $6)
       UNION ALL
       (SELECT k.record, k.unit FROM likeness k ${live} AND k.unit <> q.unit AND q.across ORDER BY k.unit LIMIT $6)
     ) o`,
    [
      columnText(questions.map(({ mark }) => mark)),
      columnText(questions.map(({ record }) => record)),
      columnText(questions.map(({ unit }) => unit)),
      columnText(questions.map(({ across }) => String(across))),
      today,
      max,
    ],
  );
}
