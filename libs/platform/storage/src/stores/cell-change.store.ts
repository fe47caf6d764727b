import type { Sql } from '../database.js';

/** How long notes are kept, by the migration that makes them: who has not looked for as long reads everything anew. */
export const CHANGES_KEPT_MINUTES = 60;

/** What one transaction sees of all others. */
export interface ReadMoment {
  /** A `pg_snapshot`. */
  readonly snapshot: string;
  readonly at: Date;
}

/** Whose records or cells have changed. */
export interface CellChanges {
  /** True where more was written than is told one by one. */
  readonly everything: boolean;
  /** Units by the key of the term, or by `recordsOf` a type. */
  readonly units: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What records of a type are noted under, beside the keys of terms. */
export const recordsOf = (type: string): string => `records of ${type}`;

/** The moment that a snapshot shows. Must be the snapshot's first statement where moments are to be in order. */
export async function readMoment(tx: Sql): Promise<ReadMoment> {
  const [moment]: ReadMoment[] = await tx.query(
    `SELECT pg_current_snapshot()::text AS snapshot, now() AS at`,
  );
  if (!moment) throw new TypeError('a query without a table gives one row');
  return moment;
}

/** What `tx` sees of changes that an older snapshot did not see; undefined where they are more than `max` notes. */
export async function cellsChangedSince(
  tx: Sql,
  snapshot: string,
  max: number,
): Promise<CellChanges | undefined> {
  const rows: { terms: string[] | null; units: string[] | null }[] = await tx.query(
    `SELECT terms, units FROM cell_change
     WHERE xid >= pg_snapshot_xmin($1::pg_snapshot)::text::bigint
       AND NOT pg_visible_in_snapshot(xid::text::xid8, $1::pg_snapshot) LIMIT $2`,
    [snapshot, max + 1],
  );
  if (rows.length > max) return undefined;
  const units = new Map<string, Set<string>>();
  for (const row of rows) {
    row.terms?.forEach((term, index) => {
      const changed = units.get(term) ?? new Set();
      units.set(term, changed.add(row.units?.[index] ?? ''));
    });
  }
  return { everything: rows.some(({ terms }) => terms === null), units };
}
