import type { Sql } from '../database.js';

/** When the newest entry of a unit's logs had come in. */
export interface LastUpload {
  readonly origin: string;
  readonly at: Date;
}

/** The newest entry of each unit of a subtree as seen at some moment; none for a unit that had written nothing. */
export async function lastUploads(sql: Sql, unit: string, moment: Date): Promise<LastUpload[]> {
  return sql.query(
    `SELECT o.origin, max(l.stored_at) AS at FROM origin o CROSS JOIN LATERAL (
       SELECT stored_at FROM log_entry WHERE origin_id = o.id AND stored_at <= $3 ORDER BY seq DESC LIMIT 1
     ) l WHERE o.origin >= $1 AND o.origin < $2 AND o.head_seq > 0 GROUP BY o.origin`,
    [unit, `${unit}~`, moment],
  );
}
