import type { Fault } from './fault.js';

/** Somewhere in the longest log of a tier; a tier without entries has none. */
const ROW = `(SELECT origin_id, seq FROM log_entry
  WHERE origin_id = (SELECT id FROM origin WHERE NOT local ORDER BY head_seq DESC LIMIT 1) ORDER BY random() LIMIT 1)`;

/**
 * Faults of stored rows, behind the node's back. They mend themselves; what happens to logs from below can be mended, since
 * the tier below has them as well.
 */
export const ROW_FAULTS: readonly Fault[] = [
  {
    name: 'row-deleted',
    needs: 'children',
    happen: ({ tier: { postgres } }) =>
      postgres.query(`DELETE FROM log_entry WHERE (origin_id, seq) = ${ROW} RETURNING 1`).then(anyRow),
  },
  {
    name: 'row-altered',
    needs: 'children',
    happen: ({ tier: { postgres } }) =>
      postgres
        .query(
          `UPDATE log_entry SET city = replace(city, 'a', 'A') WHERE (origin_id, seq) = ${ROW} RETURNING 1`,
        )
        .then(anyRow),
  },
];

function anyRow(rows: readonly unknown[]): boolean {
  return rows.length > 0;
}
