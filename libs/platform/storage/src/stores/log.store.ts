import type { SealedEntry, Sections } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** An entry on its way into the log. `record` and `version` are null where its header cannot be read. */
export interface NewLogEntry extends SealedEntry {
  readonly originId: number;
  readonly seq: number;
  readonly record: string | null;
  readonly version: number | null;
  readonly chain: string;
  readonly signer: string | null;
  readonly signature: string | null;
}

export interface StoredLogEntry extends NewLogEntry {
  readonly storedAt: Date;
}

interface RawEntry {
  origin_id: number;
  seq: string;
  record: string | null;
  version: number | null;
  header: string;
  city: string;
  district: string;
  street: string;
  community: string;
  chain: string;
  signer: string | null;
  signature: string | null;
  stored_at: Date;
}

const COLUMNS =
  'origin_id, seq, record, version, header, city, district, street, community, chain, signer, signature, stored_at';

export function sectionsOf(row: {
  city: string;
  district: string;
  street: string;
  community: string;
}): Sections {
  return [row.city, row.district, row.street, row.community];
}

function toEntry(row: RawEntry): StoredLogEntry {
  return {
    originId: row.origin_id,
    seq: Number(row.seq),
    record: row.record,
    version: row.version,
    header: row.header,
    sections: sectionsOf(row),
    chain: row.chain,
    signer: row.signer,
    signature: row.signature,
    storedAt: row.stored_at,
  };
}

/** Writes entries in one statement. */
export async function appendEntries(sql: Sql, entries: readonly NewLogEntry[]): Promise<void> {
  const types = ['int', 'bigint', 'uuid', 'int', ...Array.from({ length: 8 }, () => 'text')];
  await sql.query(
    `INSERT INTO log_entry
       (origin_id, seq, record, version, header, city, district, street, community, chain, signer, signature)
     SELECT * FROM unnest(${types.map((type, index) => column(index + 1, type)).join(', ')})`,
    [
      columnText(entries.map((entry) => entry.originId)),
      columnText(entries.map((entry) => entry.seq)),
      columnText(entries.map((entry) => entry.record)),
      columnText(entries.map((entry) => entry.version)),
      columnText(entries.map((entry) => entry.header)),
      columnText(entries.map((entry) => entry.sections[0])),
      columnText(entries.map((entry) => entry.sections[1])),
      columnText(entries.map((entry) => entry.sections[2])),
      columnText(entries.map((entry) => entry.sections[3])),
      columnText(entries.map((entry) => entry.chain)),
      columnText(entries.map((entry) => entry.signer)),
      columnText(entries.map((entry) => entry.signature)),
    ],
  );
}

/** The chains at the given places of the logs, as `originId:seq` → chain. Places that are not held are left out. */
export async function chainsAt(
  sql: Sql,
  places: readonly { originId: number; seq: number }[],
): Promise<Map<string, string>> {
  const rows: { origin_id: number; seq: string; chain: string }[] = await sql.query(
    `SELECT origin_id, seq, chain FROM log_entry
     WHERE (origin_id, seq) IN (SELECT * FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}))`,
    [columnText(places.map((place) => place.originId)), columnText(places.map((place) => place.seq))],
  );
  return new Map(rows.map((row) => [`${row.origin_id}:${row.seq}`, row.chain]));
}

/** For each log the next `limit` entries after a seq, in log order: one statement for all logs of a frame. */
export async function entriesAfter(
  sql: Sql,
  places: readonly { originId: number; seq: number }[],
  limit: number,
): Promise<StoredLogEntry[]> {
  const rows: RawEntry[] = await sql.query(
    `SELECT e.* FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}) WITH ORDINALITY AS p (origin_id, after, place)
     CROSS JOIN LATERAL (
       SELECT ${COLUMNS} FROM log_entry l WHERE l.origin_id = p.origin_id AND l.seq > p.after ORDER BY l.seq LIMIT $3
     ) e
     ORDER BY p.place, e.seq`,
    [columnText(places.map((place) => place.originId)), columnText(places.map((place) => place.seq)), limit],
  );
  return rows.map(toEntry);
}

/**
 * All versions of a record, oldest first. `first` is where version 1 stands. Another unit's log may name the record
 * too, by mistake or on purpose: that is no version of it.
 */
export async function recordHistory(
  sql: Sql,
  record: string,
  first: { originId: number; seq: number },
  limit: number,
): Promise<StoredLogEntry[]> {
  const rows: RawEntry[] = await sql.query(
    `(SELECT ${COLUMNS} FROM log_entry WHERE origin_id = $2 AND seq = $3)
     UNION ALL
     (SELECT ${COLUMNS} FROM log_entry WHERE record = $1 AND version > 1 AND origin_id IN (
        SELECT same.id FROM origin first JOIN origin same ON same.origin = first.origin WHERE first.id = $2
      ) ORDER BY version LIMIT $4)`,
    [record, first.originId, first.seq, limit],
  );
  return rows.map(toEntry);
}
