import type { Day } from '#core/kernel';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** What a figure was from the end of a day on. */
export interface PartialFigure {
  readonly series: string;
  readonly term: string;
  readonly day: Day;
  /** null where the figure did not change on this day after all. */
  readonly value: bigint | null;
  readonly records: number;
  /** JSON of an array of dims, value, records. */
  readonly split: string;
  readonly hidden: boolean;
  readonly sequence: number;
}

type Row = Omit<PartialFigure, 'value' | 'records' | 'sequence'> & {
  readonly value: string | null;
  readonly records: string;
  readonly sequence: string;
};

const COLUMNS = 'series, term, day::text AS day, value::text, records::text, split, hidden, sequence::text';

const figureOf = (row: Row): PartialFigure => ({
  ...row,
  value: row.value === null ? null : BigInt(row.value),
  records: Number(row.records),
  sequence: Number(row.sequence),
});

/** Replaces rows of a unit; one that is newer than what comes stays. */
export async function putPartials(tx: Sql, unit: string, rows: readonly PartialFigure[]): Promise<void> {
  if (rows.length === 0) return;
  const types = ['text', 'text', 'date', 'numeric', 'bigint', 'text', 'boolean', 'bigint'];
  await tx.query(
    `INSERT INTO partial (unit, series, term, day, value, records, split, hidden, sequence)
     SELECT $9, p.* FROM unnest(${types.map((type, index) => column(index + 1, type)).join(', ')}) AS p
     ON CONFLICT (unit, series, day) DO UPDATE SET value = excluded.value, records = excluded.records,
       split = excluded.split, hidden = excluded.hidden, sequence = excluded.sequence
       WHERE partial.sequence < excluded.sequence`,
    [
      columnText(rows.map((row) => row.series)),
      columnText(rows.map((row) => row.term)),
      columnText(rows.map((row) => row.day)),
      columnText(rows.map((row) => row.value)),
      columnText(rows.map((row) => row.records)),
      columnText(rows.map((row) => row.split)),
      columnText(rows.map((row) => String(row.hidden))),
      columnText(rows.map((row) => row.sequence)),
      unit,
    ],
  );
}

/** All rows of one series of a unit, in the order of the days, also those that say nothing any more. */
export async function partialsOfSeries(sql: Sql, unit: string, series: string): Promise<PartialFigure[]> {
  const rows: Row[] = await sql.query(
    `SELECT ${COLUMNS} FROM partial WHERE unit = $1 AND series = $2 ORDER BY partial.day`,
    [unit, series],
  );
  return rows.map(figureOf);
}

/** The series of a unit of which something is said. */
export async function seriesSaid(sql: Sql, unit: string): Promise<string[]> {
  const rows: { series: string }[] = await sql.query(
    'SELECT DISTINCT series FROM partial WHERE unit = $1 AND value IS NOT NULL',
    [unit],
  );
  return rows.map(({ series }) => series);
}

/** Rows of a unit that changed behind a sequence, in their order. */
export async function partialsAfter(
  sql: Sql,
  unit: string,
  sequence: number,
  limit: number,
): Promise<PartialFigure[]> {
  const rows: Row[] = await sql.query(
    `SELECT ${COLUMNS} FROM partial WHERE unit = $1 AND partial.sequence > $2 ORDER BY partial.sequence LIMIT $3`,
    [unit, sequence, limit],
  );
  return rows.map(figureOf);
}

/** Of each unit the newest row of a series among some days; from null: since ever. */
export async function newestPartials(
  sql: Sql,
  query: {
    readonly series: string;
    readonly units: readonly string[];
    readonly from: Day | null;
    readonly to: Day;
  },
): Promise<(PartialFigure & { readonly unit: string })[]> {
  const rows: (Row & { unit: string })[] = await sql.query(
    `SELECT asked.unit, newest.* FROM unnest($1::text[]) AS asked (unit) CROSS JOIN LATERAL (
       SELECT ${COLUMNS} FROM partial
       WHERE partial.unit = asked.unit AND series = $2 AND partial.day <= $3 AND ($4::date IS NULL OR partial.day >= $4)
         AND value IS NOT NULL
       ORDER BY partial.day DESC LIMIT 1
     ) newest`,
    [query.units, query.series, query.to, query.from],
  );
  return rows.map((row) => ({ ...figureOf(row), unit: row.unit }));
}

/** A change of the cells of a term: what counts from a day on, put together over some units. */
export interface CellEventRow {
  readonly unit: string;
  readonly day: Day;
  readonly dims: string;
  readonly item: string;
  readonly value: bigint;
  readonly records: number;
}

/**
 * The cells of a term below a unit, and those of units named apart, put together over units: those that are named, and all where
 * `byUnit`, stay told apart.
 */
export async function cellEvents(
  sql: Sql,
  query: {
    readonly term: string;
    readonly unit: string;
    readonly apart: readonly string[];
    /** Units that count; null: all. */
    readonly units: readonly string[] | null;
    readonly byUnit: boolean;
  },
): Promise<CellEventRow[]> {
  const rows: (Omit<CellEventRow, 'value' | 'records'> & { value: string; records: string })[] =
    await sql.query(
      `SELECT CASE WHEN $6 OR unit = ANY ($4) THEN unit ELSE '' END AS unit, bucket::text AS day, dims, item,
       sum(value)::text AS value, sum(records)::text AS records
     FROM cell
     WHERE term = $1 AND (unit = ANY ($4) OR unit >= $2 AND unit < $3 AND ($5::text[] IS NULL OR unit = ANY ($5)))
     GROUP BY 1, bucket, dims, item HAVING sum(value) <> 0 OR sum(records) <> 0`,
      [query.term, query.unit, `${query.unit}~`, query.apart, query.units, query.byUnit],
    );
  return rows.map((row) => ({ ...row, value: BigInt(row.value), records: Number(row.records) }));
}
