import type { Day } from '#core/kernel';
import type { Sql } from '../database.js';
import type { CellSum } from './cell.store.js';
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

export interface BorderQuery {
  readonly term: string;
  readonly unitPrefix: string;
  readonly width: number;
  readonly from: Day | null;
  readonly to: Day;
  readonly byDims: boolean;
  /** For every unit whose cells count anywhere else on some day. */
  readonly borders: readonly BorderSpan[];
  /** Narrows to given units where the indicator has a scope. */
  readonly units: readonly string[] | null;
  /** The day whose borders are asked; null: each cell's own day. */
  readonly day: Day | null;
}

/**
 * As `sumCells`, where units go on as others: the cells whose unit lies below the prefix, and those of the units that
 * come in, each in the unit in which it counts on its day.
 */
export async function sumCellsWithin(sql: Sql, query: BorderQuery): Promise<CellSum[]> {
  const { borders, unitPrefix, units } = query;
  const incoming = new Set(borders.map(({ unit }) => unit).filter((unit) => !unit.startsWith(unitPrefix)));
  const rows: { group: string; dims: string; value: string }[] = await sql.query(
    `WITH border AS MATERIALIZED (
       SELECT * FROM unnest(${column(8, 'text')}, ${column(9, 'text')}, ${column(10, 'date')}, ${column(11, 'date')})
         AS t (unit, target, since, until)
     ), asked AS (
       SELECT unit, bucket, dims, value, coalesce($12::date, bucket) AS day FROM cell
       WHERE term = $1 AND bucket <= $5 AND ($6::date IS NULL OR bucket >= $6)
         AND (unit >= $2 AND unit < $3 OR unit = ANY (${column(7, 'text')}))
     ), counted AS (
       SELECT coalesce(border.target, asked.unit) AS unit, dims, value FROM asked
       LEFT JOIN border ON border.unit = asked.unit
         AND (border.since IS NULL OR border.since <= asked.day)
         AND (border.until IS NULL OR border.until > asked.day)
     )
     SELECT left(unit, $4) AS "group", ${query.byDims ? 'dims' : `''`} AS dims, sum(value)::text AS value FROM counted
     WHERE unit >= $2 AND unit < $3 AND ($13::text IS NULL OR unit = ANY (${column(13, 'text')}))
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [
      query.term,
      unitPrefix,
      `${unitPrefix}~`,
      query.width,
      query.to,
      query.from,
      columnText([...incoming]),
      columnText(borders.map((span) => span.unit)),
      columnText(borders.map((span) => span.target)),
      columnText(borders.map((span) => span.from)),
      columnText(borders.map((span) => span.to)),
      query.day,
      units && columnText(units),
    ],
  );
  return rows.map((row) => ({ group: row.group, dims: row.dims, value: BigInt(row.value) }));
}
