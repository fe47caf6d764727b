import type { Sql } from '../database.js';
import type { TermState } from '../entities/counted-term.entity.js';
import { column, columnText } from './column-text.js';
import type { RecordWithEntry } from './record.store.js';
import { recordsOfPage } from './record.store.js';

/** How far the counting is, together with the catalogue that is in force at the same moment. */
export interface CountingRow {
  /** Digest of the active catalogue; null where there is none yet. */
  readonly catalogue: string | null;
  readonly generation: number;
  readonly wanted: string | null;
  readonly position: string | null;
  readonly records: number;
  readonly total: number;
  readonly reassessed: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface TermRow {
  readonly term: string;
  readonly signature: string;
  readonly state: TermState;
}

interface RawCounting {
  catalogue: string | null;
  generation: string;
  wanted: string | null;
  position: string | null;
  records: string;
  total: string;
  reassessed: string;
  started_at: Date | null;
  finished_at: Date | null;
}

const COUNTING = `SELECT (SELECT digest FROM catalogue WHERE active) AS catalogue, r.generation, r.wanted, r.position,
  r.records, r.total, r.reassessed, r.started_at, r.finished_at FROM recount r`;

function toCounting(row: RawCounting | undefined): CountingRow {
  if (!row) throw new TypeError('a migrated database has one recount');
  const { catalogue, wanted, position, started_at: startedAt, finished_at: finishedAt } = row;
  return {
    ...{ catalogue, wanted, position, startedAt, finishedAt },
    generation: Number(row.generation),
    records: Number(row.records),
    total: Number(row.total),
    reassessed: Number(row.reassessed),
  };
}

export async function readCounting(sql: Sql): Promise<CountingRow> {
  const [row]: RawCounting[] = await sql.query(COUNTING);
  return toCounting(row);
}

/** The same, while no catalogue becomes active and no other step of the recount is done. */
export async function lockCounting(tx: Sql): Promise<CountingRow> {
  await tx.query('SELECT 1 FROM recount FOR UPDATE');
  return readCounting(tx);
}

export function readTerms(sql: Sql): Promise<TermRow[]> {
  return sql.query('SELECT term, signature, state FROM counted_term ORDER BY term');
}

/** Cells of these terms mean nothing from now on. Whoever has them in hand waits for the lock of the one recount. */
export async function markStale(tx: Sql, terms: readonly string[]): Promise<void> {
  if (terms.length === 0) return;
  await tx.query(
    `INSERT INTO counted_term (term, signature, state)
     SELECT t.term, '', 'stale' FROM unnest(${column(1, 'text')}) AS t (term)
     ON CONFLICT (term) DO UPDATE SET state = 'stale'`,
    [columnText(terms)],
  );
}

/** Nobody knows what has to be counted until somebody has looked. */
export async function forgetRecount(tx: Sql): Promise<void> {
  await tx.query('UPDATE recount SET wanted = NULL, position = NULL, generation = generation + 1');
}

export async function beginRecount(tx: Sql, wanted: string, total: number): Promise<void> {
  await tx.query(
    `UPDATE recount SET wanted = $1, total = $2, position = NULL, records = 0, reassessed = 0, started_at = now(),
       finished_at = NULL, generation = generation + 1`,
    [wanted, total],
  );
}

/** Removes cells of stale terms, so many at most; gives how many. */
export async function clearStaleCells(tx: Sql, limit: number): Promise<number> {
  const [row]: { n: string }[] = await tx.query(
    `WITH gone AS (
       DELETE FROM cell WHERE ctid = ANY (ARRAY(
         SELECT c.ctid FROM counted_term t JOIN cell c USING (term) WHERE t.state = 'stale' LIMIT $1
       )) RETURNING 1
     ) SELECT count(*) AS n FROM gone`,
    [limit],
  );
  return Number(row?.n ?? 0);
}

/** Where nothing is left of what was stale. */
export async function forgetStaleTerms(tx: Sql): Promise<void> {
  await tx.query(`DELETE FROM counted_term WHERE state = 'stale'`);
  await tx.query('UPDATE recount SET generation = generation + 1');
}

export async function putTerms(tx: Sql, terms: readonly TermRow[]): Promise<void> {
  await tx.query(
    `INSERT INTO counted_term (term, signature, state)
     SELECT * FROM unnest(${column(1, 'text')}, ${column(2, 'text')}, ${column(3, 'text')})`,
    [
      columnText(terms.map(({ term }) => term)),
      columnText(terms.map(({ signature }) => signature)),
      columnText(terms.map(({ state }) => state)),
    ],
  );
  await tx.query('UPDATE recount SET generation = generation + 1');
}

export async function advanceRecount(
  tx: Sql,
  { position, records, reassessed }: { position: string; records: number; reassessed: number },
): Promise<void> {
  await tx.query('UPDATE recount SET position = $1, records = records + $2, reassessed = reassessed + $3', [
    position,
    records,
    reassessed,
  ]);
}

/** All that was being counted is complete. */
export async function finishRecount(tx: Sql): Promise<void> {
  await tx.query(`UPDATE counted_term SET state = 'counted' WHERE state = 'counting'`);
  await tx.query('UPDATE recount SET finished_at = now(), generation = generation + 1');
  await tx.query('UPDATE node_identity SET counted_with = (SELECT wanted FROM recount)');
}

export interface RecountPage {
  /** Those of the page that are of these types, or that do not count. */
  readonly rows: readonly RecordWithEntry[];
  /** How many records the page has walked through, and the last of them. */
  readonly walked: number;
  readonly last: string | undefined;
}

/** A page of records in id order. What does not concern the recount is walked past without reading its entry. */
export async function recountPage(
  tx: Sql,
  after: string | null,
  limit: number,
  types: readonly string[],
): Promise<RecountPage> {
  const [page]: { walked: string; last: string | null }[] = await tx.query(
    `SELECT count(*) AS walked, max(record::text COLLATE "C") AS last FROM (
       SELECT record FROM record WHERE $1::uuid IS NULL OR record > $1 ORDER BY record LIMIT $2) walked`,
    [after, limit],
  );
  const last = page?.last ?? undefined;
  if (last === undefined) return { rows: [], walked: 0, last };
  return { rows: await recordsOfPage(tx, after, last, types), walked: Number(page?.walked), last };
}

/** How many records there are, for telling how far a recount is. */
export async function countAllRecords(sql: Sql): Promise<number> {
  const [row]: { n: string }[] = await sql.query('SELECT count(*) AS n FROM record');
  return Number(row?.n ?? 0);
}
