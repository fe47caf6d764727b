import type { Day } from '#core/kernel';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** In a span of days the cells of `unit` count in `target`. Spans of one unit do not overlap. */
export interface BorderSpan {
  readonly unit: string;
  readonly target: string;
  /** null where it has no beginning. */
  readonly from: Day | null;
  /** The first day behind the span; null where it has no end. */
  readonly to: Day | null;
}

/**
 * sum       values are added
 * distinct  items are counted of which any record is left
 * newest    of each unit and item the cells of the newest bucket are added
 */
export type CellMerge = 'sum' | 'distinct' | 'newest';

export interface CellQuery {
  readonly term: string;
  readonly merge: CellMerge;
  /** The unit whose subtree is asked for. */
  readonly unit: string;
  /** Digits of a unit code by which the parts of the subtree are told apart. */
  readonly width: number;
  /** Buckets from..to; from null: since ever. */
  readonly from: Day | null;
  readonly to: Day;
  readonly byDims: boolean;
  /** Narrows to given units where the indicator has a scope. */
  readonly units: readonly string[] | null;
  /** Narrows to the cells of given units, wherever they count; null: of all. */
  readonly only?: readonly string[] | null;
  /** For every unit whose cells count anywhere else on some day. Empty where no unit goes on as another one. */
  readonly borders: readonly BorderSpan[];
  /** The day whose borders are asked; null: each cell's own day. */
  readonly day: Day | null;
}

export interface CellSum {
  /** The unit code cut to the width; null for the whole subtree, which is given for `distinct` only. */
  readonly group: string | null;
  /** Empty where it was not asked for. */
  readonly dims: string;
  readonly value: bigint;
  /** Records behind the value; 0 where there is none. */
  readonly records: number;
}

const WITHIN = 'unit >= $2 AND unit < $3 AND ($7::text IS NULL OR unit = ANY (' + column(7, 'text') + '))';

const ASKED =
  'term = $1 AND bucket <= $5 AND ($6::date IS NULL OR bucket >= $6) AND ($8::text IS NULL OR unit = ANY (' +
  column(8, 'text') +
  '))';

/** Cells as they are kept, where no unit goes on as another one. */
const AS_KEPT = `counted AS (SELECT unit, bucket, dims, item, value, records FROM cell WHERE ${ASKED} AND ${WITHIN})`;

/** Cells below the unit and those of units that come in, each in the unit in which it counts on its day. */
const WITHIN_BORDERS = `border AS MATERIALIZED (
    SELECT * FROM unnest(${column(10, 'text')}, ${column(11, 'text')}, ${column(12, 'date')}, ${column(13, 'date')})
      AS t (unit, target, since, until)
  ), asked AS (
    SELECT unit, bucket, dims, item, value, records, coalesce($14::date, bucket) AS day FROM cell
    WHERE ${ASKED} AND (unit >= $2 AND unit < $3 OR unit = ANY (${column(9, 'text')}))
  ), placed AS (
    SELECT coalesce(border.target, asked.unit) AS unit, bucket, dims, item, value, records FROM asked
    LEFT JOIN border ON border.unit = asked.unit
      AND (border.since IS NULL OR border.since <= asked.day)
      AND (border.until IS NULL OR border.until > asked.day)
  ), counted AS (SELECT * FROM placed WHERE ${WITHIN})`;

/** From `counted`; `dims` stands for the column or for nothing. */
const MERGES: Readonly<Record<CellMerge, (dims: string) => string>> = {
  sum: (dims) =>
    `SELECT left(unit, $4) AS "group", ${dims} AS dims, sum(value)::text AS value, sum(records)::text AS records
     FROM counted GROUP BY 1, 2 ORDER BY 1, 2`,
  distinct: (dims) =>
    `SELECT "group", dims, count(*)::text AS value, sum(records)::text AS records FROM (
       SELECT "group", dims, item, sum(records) AS records
       FROM (SELECT left(unit, $4) AS "group", ${dims} AS dims, item, records FROM counted) part
       GROUP BY GROUPING SETS (("group", dims, item), (dims, item)) HAVING sum(records) > 0
     ) present GROUP BY 1, 2 ORDER BY 1 NULLS FIRST, 2`,
  newest: (dims) =>
    `SELECT left(unit, $4) AS "group", ${dims} AS dims, sum(value)::text AS value, sum(records)::text AS records FROM (
       SELECT unit, dims, value, records, bucket = max(bucket) OVER (PARTITION BY unit, item) AS newest FROM (
         SELECT unit, dims, item, bucket, sum(value) AS value, sum(records) AS records FROM counted
         GROUP BY unit, dims, item, bucket HAVING sum(records) > 0
       ) said
     ) ranked WHERE newest GROUP BY 1, 2 ORDER BY 1, 2`,
};

/** Merges one term's cells for each part of a subtree. */
export async function mergeCells(sql: Sql, query: CellQuery): Promise<CellSum[]> {
  const rows = await fromCounted<{ group: string | null; dims: string; value: string; records: string }>(
    sql,
    query,
    MERGES[query.merge](query.byDims ? 'dims' : `''`),
  );
  return rows.map((row) => ({ ...row, value: BigInt(row.value), records: Number(row.records) }));
}

/** The newest bucket of each unit and item that has any record: its cells are what `newest` adds. */
export function newestBuckets(
  sql: Sql,
  query: Omit<CellQuery, 'byDims' | 'merge'>,
): Promise<{ unit: string; item: string; bucket: Day }[]> {
  return fromCounted(
    sql,
    query,
    `SELECT left(unit, $4) AS unit, item, max(bucket)::text AS bucket FROM (
       SELECT unit, dims, item, bucket FROM counted GROUP BY unit, dims, item, bucket HAVING sum(records) > 0
     ) said GROUP BY 1, item`,
  );
}

/** The units that keep cells which may count for the question, in the order of their codes, from one unit on. */
export async function unitsKeeping(
  sql: Sql,
  { term, from, to, unit, borders }: Pick<CellQuery, 'term' | 'from' | 'to' | 'unit' | 'borders'>,
  first: string,
  limit: number,
): Promise<string[]> {
  const rows: { unit: string }[] = await sql.query(
    `SELECT DISTINCT unit FROM cell
     WHERE term = $1 AND bucket <= $2 AND ($3::date IS NULL OR bucket >= $3) AND records <> 0
       AND unit >= $4 AND (unit >= $5 AND unit < $6 OR unit = ANY (${column(7, 'text')}))
     ORDER BY unit LIMIT $8`,
    [term, to, from, first, unit, `${unit}~`, columnText(borders.map((span) => span.unit)), limit],
  );
  return rows.map(({ unit }) => unit);
}

/** A statement over the cells that count for the question. */
function fromCounted<Row>(
  sql: Sql,
  query: Omit<CellQuery, 'byDims' | 'merge'>,
  statement: string,
): Promise<Row[]> {
  const { borders, unit, units, only = null } = query;
  const narrow = [
    query.term,
    unit,
    `${unit}~`,
    query.width,
    query.to,
    query.from,
    units && columnText(units),
    only && columnText(only),
  ];
  const incoming = new Set(borders.map((span) => span.unit).filter((code) => !code.startsWith(unit)));
  return borders.length === 0
    ? sql.query(`WITH ${AS_KEPT} ${statement}`, narrow)
    : sql.query(`WITH ${WITHIN_BORDERS} ${statement}`, [
        ...narrow,
        columnText([...incoming]),
        columnText(borders.map((span) => span.unit)),
        columnText(borders.map((span) => span.target)),
        columnText(borders.map((span) => span.from)),
        columnText(borders.map((span) => span.to)),
        query.day,
      ]);
}
