import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';
import { entriesAfter, type NewLogEntry, type StoredLogEntry } from './log.store.js';

/** Checkpoints looked at on the way back to one that holds. */
const CHECKPOINTS_BACK_MAX = 16;

/** The checkpoints before an entry, the nearest first. */
export async function checkpointsBefore(sql: Sql, originId: number, seq: number): Promise<StoredLogEntry[]> {
  const rows: { seq: string }[] = await sql.query(
    `SELECT seq FROM log_entry WHERE origin_id = $1 AND seq < $2 AND signature IS NOT NULL ORDER BY seq DESC LIMIT $3`,
    [originId, seq, CHECKPOINTS_BACK_MAX],
  );
  const places = rows.map((row) => ({ originId, seq: Number(row.seq) - 1 }));
  return places.length === 0 ? [] : entriesAfter(sql, places, 1);
}

/** The last row of a log, whatever its head says. */
export async function lastEntry(sql: Sql, originId: number): Promise<StoredLogEntry | undefined> {
  const [row]: { seq: string | null }[] = await sql.query(
    'SELECT max(seq) AS seq FROM log_entry WHERE origin_id = $1',
    [originId],
  );
  if (!row?.seq) return undefined;
  return (await entriesAfter(sql, [{ originId, seq: Number(row.seq) - 1 }], 1))[0];
}

/** Writes rows in the place of those that are there, or into the gaps that they left. */
export async function putMended(sql: Sql, rows: readonly StoredLogEntry[]): Promise<void> {
  if (rows.length === 0) return;
  const types = ['int', 'bigint', 'uuid', 'int', ...Array.from({ length: 8 }, () => 'text'), 'timestamptz'];
  const fields: readonly ((row: StoredLogEntry) => string | number | null)[] = [
    ...(['originId', 'seq', 'record', 'version', 'header'] as const).map(
      (name) => (row: NewLogEntry) => row[name],
    ),
    ...([0, 1, 2, 3] as const).map((index) => (row: NewLogEntry) => row.sections[index]),
    ...(['chain', 'signer', 'signature'] as const).map((name) => (row: NewLogEntry) => row[name]),
    (row) => row.storedAt.toISOString(),
  ];
  await sql.query(
    `INSERT INTO log_entry
       (origin_id, seq, record, version, header, city, district, street, community, chain, signer, signature, stored_at)
     SELECT * FROM unnest(${types.map((type, index) => column(index + 1, type)).join(', ')})
     ON CONFLICT (origin_id, seq) DO UPDATE SET record = excluded.record, version = excluded.version,
       header = excluded.header, city = excluded.city, district = excluded.district, street = excluded.street,
       community = excluded.community, chain = excluded.chain, signer = excluded.signer, signature = excluded.signature`,
    fields.map((field) => columnText(rows.map(field))),
  );
}

/** True where the index of records knows an entry of this log behind a place. */
export async function knowsRecordBehind(sql: Sql, originId: number, seq: number): Promise<boolean> {
  const rows: unknown[] = await sql.query('SELECT 1 FROM record WHERE origin_id = $1 AND seq > $2 LIMIT 1', [
    originId,
    seq,
  ]);
  return rows.length > 0;
}
