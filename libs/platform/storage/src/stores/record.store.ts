import type { Day } from '#core/kernel';
import type { Sections } from '#core/protocol';
import type { Sql } from '../database.js';
import type { RecordStatus } from '../entities/record.entity.js';
import { Collision } from './collision.js';
import { column, columnText } from './column-text.js';
import { sectionsOf } from './log.store.js';

/** A record's newest version as the index knows it. */
export interface RecordRow {
  readonly record: string;
  readonly type: string;
  readonly unit: string;
  readonly version: number;
  readonly occurredOn: Day | null;
  readonly status: RecordStatus;
  readonly originId: number;
  readonly seq: number;
  readonly firstOriginId: number;
  readonly firstSeq: number;
  /** The origin's instant of version 1, RFC 3339 in UTC with milliseconds. */
  readonly firstRecordedAt: string;
  readonly naturalKey: string | null;
}

/** With the entry that holds its content. */
export interface RecordWithEntry extends RecordRow {
  readonly header: string;
  readonly sections: Sections;
  /** True where this node writes the log that the entry is in. */
  readonly local: boolean;
}

interface RawRecord {
  record: string;
  type: string;
  unit: string;
  version: number;
  occurred_on: Day | null;
  status: RecordStatus;
  origin_id: number;
  seq: string;
  first_origin_id: number;
  first_seq: string;
  first_recorded_at: Date;
  natural_key: string | null;
  header: string;
  city: string;
  district: string;
  street: string;
  community: string;
  local: boolean;
}

const COLUMNS = `r.record, r.type, r.unit, r.version, r.occurred_on::text AS occurred_on, r.status, r.origin_id, r.seq,
  r.first_origin_id, r.first_seq, r.first_recorded_at, r.natural_key, l.header, l.city, l.district, l.street, l.community, o.local`;

const FROM = `FROM record r JOIN log_entry l ON l.origin_id = r.origin_id AND l.seq = r.seq
  JOIN origin o ON o.id = r.origin_id`;

function toRecord(row: RawRecord): RecordWithEntry {
  return {
    record: row.record,
    type: row.type,
    unit: row.unit,
    version: row.version,
    occurredOn: row.occurred_on,
    status: row.status,
    originId: row.origin_id,
    seq: Number(row.seq),
    firstOriginId: row.first_origin_id,
    firstSeq: Number(row.first_seq),
    firstRecordedAt: row.first_recorded_at.toISOString(),
    naturalKey: row.natural_key,
    header: row.header,
    sections: sectionsOf(row),
    local: row.local,
  };
}

export async function findRecords(sql: Sql, records: readonly string[]): Promise<RecordWithEntry[]> {
  const rows: RawRecord[] = await sql.query(
    `SELECT ${COLUMNS} ${FROM} WHERE r.record = ANY (${column(1, 'uuid')})`,
    [columnText(records)],
  );
  return rows.map(toRecord);
}

/** Which of these natural keys are taken, and by which record. */
export async function findNaturalKeys(sql: Sql, keys: readonly string[]): Promise<Map<string, string>> {
  const rows: { natural_key: string; record: string }[] = await sql.query(
    `SELECT natural_key, record FROM record WHERE natural_key = ANY (${column(1, 'text')})`,
    [columnText(keys)],
  );
  return new Map(rows.map((row) => [row.natural_key, row.record]));
}

/** The types of records, for checking references. Unknown ones are left out. */
export async function recordTypes(sql: Sql, records: readonly string[]): Promise<Map<string, string>> {
  const rows: { record: string; type: string }[] = await sql.query(
    `SELECT record, type FROM record WHERE record = ANY (${column(1, 'uuid')})`,
    [columnText(records)],
  );
  return new Map(rows.map((row) => [row.record, row.type]));
}

/**
 * Writes the newest versions, one row a record. Throws a collision where another transaction has meanwhile written a
 * record of the same id that this one would overwrite: whoever tries again will see it.
 */
export async function putRecords(sql: Sql, rows: readonly RecordRow[]): Promise<void> {
  const types = [
    'uuid',
    'text',
    'text',
    'int',
    'date',
    'text',
    'int',
    'bigint',
    'int',
    'bigint',
    'timestamptz',
    'text',
  ];
  const written: unknown[] = await sql.query(
    `INSERT INTO record (record, type, unit, version, occurred_on, status, origin_id, seq, first_origin_id, first_seq,
       first_recorded_at, natural_key)
     SELECT * FROM unnest(${types.map((type, index) => column(index + 1, type)).join(', ')})
     ON CONFLICT (record) DO UPDATE SET
       type = excluded.type, unit = excluded.unit, version = excluded.version, occurred_on = excluded.occurred_on,
       status = excluded.status, origin_id = excluded.origin_id, seq = excluded.seq, natural_key = excluded.natural_key
       WHERE record.unit = excluded.unit AND record.version < excluded.version
     RETURNING 1`,
    [
      columnText(rows.map((row) => row.record)),
      columnText(rows.map((row) => row.type)),
      columnText(rows.map((row) => row.unit)),
      columnText(rows.map((row) => row.version)),
      columnText(rows.map((row) => row.occurredOn)),
      columnText(rows.map((row) => row.status)),
      columnText(rows.map((row) => row.originId)),
      columnText(rows.map((row) => row.seq)),
      columnText(rows.map((row) => row.firstOriginId)),
      columnText(rows.map((row) => row.firstSeq)),
      columnText(rows.map((row) => row.firstRecordedAt)),
      columnText(rows.map((row) => row.naturalKey)),
    ],
  );
  if (written.length < rows.length) throw new Collision('a record was written by another transaction');
}

export interface RecordFilter {
  readonly type: string;
  /** Empty for all units. */
  readonly unitPrefix: string;
  /** Narrows to these units. */
  readonly units?: readonly string[];
  readonly from?: Day;
  readonly to?: Day;
  readonly status?: RecordStatus;
  /** Field name → value as it stands in the city section's JSON. */
  readonly fields: ReadonlyMap<string, string>;
  /** The last row of the page before. */
  readonly after?: { readonly unit: string; readonly record: string };
  readonly limit: number;
}

/** One page in the order (unit, newest first), without counting and without an offset. */
export async function listRecords(sql: Sql, filter: RecordFilter): Promise<RecordWithEntry[]> {
  const parameters: unknown[] = [filter.type, filter.unitPrefix, `${filter.unitPrefix}~`, filter.limit];
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = ['r.type = $1', 'r.unit >= $2', 'r.unit < $3'];
  conditions.push(filter.status ? `r.status = ${bind(filter.status)}` : `r.status <> 'deleted'`);
  if (filter.units)
    conditions.push(`r.unit = ANY (${column(parameters.push(columnText(filter.units)), 'text')})`);
  if (filter.from) conditions.push(`r.occurred_on >= ${bind(filter.from)}`);
  if (filter.to) conditions.push(`r.occurred_on <= ${bind(filter.to)}`);
  if (filter.after) {
    const unit = bind(filter.after.unit);
    const record = bind(filter.after.record);
    conditions.push(`r.unit >= ${unit} AND (r.unit > ${unit} OR r.record < ${record}::uuid)`);
  }
  for (const [name, value] of filter.fields) {
    const text = `substr(l.city, ${SECTION_JSON_AT})::jsonb ->> ${bind(name)}`;
    // The cast stays behind the test: a quarantined section may hold JSON that jsonb refuses (such as \u0000).
    conditions.push(`CASE WHEN r.status = 'counted' THEN ${text} = ${bind(value)} ELSE false END`);
  }
  const rows: RawRecord[] = await sql.query(
    `SELECT ${COLUMNS} ${FROM} WHERE ${conditions.join(' AND ')} ORDER BY r.unit, r.record DESC LIMIT $4`,
    parameters,
  );
  return rows.map(toRecord);
}

/** Where the JSON begins in a section line: behind `=` and 22 characters of salt, counted from 1. */
const SECTION_JSON_AT = 24;

/** Live records by status, for the operator and the demo. */
export async function countRecords(sql: Sql): Promise<Record<RecordStatus, number>> {
  const rows: { status: RecordStatus; n: string }[] = await sql.query(
    'SELECT status, count(*) AS n FROM record GROUP BY status',
  );
  const counts = { counted: 0, quarantined: 0, deferred: 0, deleted: 0 };
  for (const row of rows) counts[row.status] = Number(row.n);
  return counts;
}

/** A batch of records in id order, for a recount: all, or those of one unit. The first batch comes after nothing. */
export async function recordsAfter(
  sql: Sql,
  after: string | undefined,
  limit: number,
  unit?: string,
): Promise<RecordWithEntry[]> {
  const rows: RawRecord[] = await sql.query(
    `SELECT ${COLUMNS} ${FROM} WHERE ($1::uuid IS NULL OR r.record > $1) AND ($3::text IS NULL OR r.unit = $3)
     ORDER BY r.record LIMIT $2`,
    [after ?? null, limit, unit ?? null],
  );
  return rows.map(toRecord);
}

/** Records behind one and up to another that are of these types, or that are held back. */
export async function recordsOfPage(
  sql: Sql,
  after: string | null,
  upTo: string,
  types: readonly string[],
): Promise<RecordWithEntry[]> {
  const rows: RawRecord[] = await sql.query(
    `SELECT ${COLUMNS} ${FROM} WHERE ($1::uuid IS NULL OR r.record > $1) AND r.record <= $2
       AND (r.type = ANY (${column(3, 'text')}) OR r.status IN ('deferred', 'quarantined'))
     ORDER BY r.record`,
    [after, upTo, columnText(types)],
  );
  return rows.map(toRecord);
}

/** A batch of a unit's live records of one type, newest first. */
export async function recordsOfUnit(
  sql: Sql,
  { type, unit }: Pick<RecordRow, 'type' | 'unit'>,
  before: string | undefined,
  limit: number,
): Promise<RecordWithEntry[]> {
  const rows: RawRecord[] = await sql.query(
    `SELECT ${COLUMNS} ${FROM}
     WHERE r.type = $1 AND r.unit = $2 AND r.status <> 'deleted' AND ($3::uuid IS NULL OR r.record < $3)
     ORDER BY r.record DESC LIMIT $4`,
    [type, unit, before ?? null, limit],
  );
  return rows.map(toRecord);
}

/** A record that another is derived from. */
export interface FeedingRecord extends RecordWithEntry {
  /** The record that it says something of. */
  readonly feeds: string;
}

/** Counted records that say something of these. */
export async function recordsFeeding(sql: Sql, records: readonly string[]): Promise<FeedingRecord[]> {
  const rows: (RawRecord & { feeds: string })[] = await sql.query(
    `SELECT r.feeds, ${COLUMNS} ${FROM} WHERE r.feeds = ANY (${column(1, 'uuid')}) AND r.status = 'counted'`,
    [columnText(records)],
  );
  return rows.map((row) => ({ ...toRecord(row), feeds: row.feeds }));
}

/**
 * Lets nobody else work out what is derived for these records until the transaction ends: two logs may bring sources of one
 * record at once, and each would miss the other's. In one order, so that nobody waits in a circle.
 */
export async function lockDerived(tx: Sql, records: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(key) FROM (
       SELECT DISTINCT hashtextextended('silian-derived ' || id, 0) AS key
       FROM unnest(${column(1, 'text')}) AS ids (id) ORDER BY key) keys`,
    [columnText(records)],
  );
}

/** Records of types or units that were not known when they came, in id order. */
export async function deferredAfter(
  sql: Sql,
  after: string | undefined,
  limit: number,
): Promise<RecordWithEntry[]> {
  const rows: RawRecord[] = await sql.query(
    `SELECT ${COLUMNS} ${FROM} WHERE r.status = 'deferred' AND ($1::uuid IS NULL OR r.record > $1)
     ORDER BY r.record LIMIT $2`,
    [after ?? null, limit],
  );
  return rows.map(toRecord);
}

/** Records whose newest version stands in one log behind a place, in log order. */
export async function recordsOfLogAfter(
  sql: Sql,
  place: { readonly originId: number; readonly seq: number },
  limit: number,
): Promise<RecordWithEntry[]> {
  const rows: RawRecord[] = await sql.query(
    `SELECT ${COLUMNS} FROM log_entry l JOIN record r ON r.record = l.record AND r.origin_id = l.origin_id AND r.seq = l.seq
       JOIN origin o ON o.id = l.origin_id
     WHERE l.origin_id = $1 AND l.seq > $2 ORDER BY l.seq LIMIT $3`,
    [place.originId, place.seq, limit],
  );
  return rows.map(toRecord);
}

/** How many of them there are. */
export async function countRecordsOfLogAfter(
  sql: Sql,
  place: { readonly originId: number; readonly seq: number },
): Promise<number> {
  const [row]: { n: string }[] = await sql.query(
    `SELECT count(*) AS n FROM log_entry l
     JOIN record r ON r.record = l.record AND r.origin_id = l.origin_id AND r.seq = l.seq
     WHERE l.origin_id = $1 AND l.seq > $2`,
    [place.originId, place.seq],
  );
  return Number(row?.n ?? 0);
}

/**
 * How many places there are where the index and the log disagree: a record that does not point to its own entry, and
 * an entry that should have become its record's newest version. Entries that may not touch the record that they name
 * are known by their place in quarantine without a record.
 */
export async function countMisindexed(sql: Sql): Promise<number> {
  const [row]: { n: string }[] = await sql.query(
    `SELECT
       (SELECT count(*) FROM record r
        LEFT JOIN log_entry l ON l.origin_id = r.origin_id AND l.seq = r.seq
        WHERE l.record IS DISTINCT FROM r.record OR l.version IS DISTINCT FROM r.version) +
       (SELECT count(*) FROM log_entry l
        JOIN origin o ON o.id = l.origin_id
        LEFT JOIN record r ON r.record = l.record
        LEFT JOIN quarantine q ON q.origin_id = l.origin_id AND q.seq = l.seq AND q.record IS NULL
        WHERE l.record IS NOT NULL AND q.seq IS NULL
          AND (r.record IS NULL OR (r.unit = o.origin AND r.version < l.version))) AS n`,
  );
  return Number(row?.n ?? 0);
}

/** Lets one recount run while nobody writes records; readers go on. For the rest of the transaction. */
export async function lockRecordsForRecount(tx: Sql): Promise<void> {
  await tx.query('LOCK TABLE record IN EXCLUSIVE MODE');
}

/** Waits for a recount that runs, and keeps the next one away until this transaction ends. */
export async function lockRecordsForWriting(tx: Sql): Promise<void> {
  await tx.query('LOCK TABLE record IN ROW EXCLUSIVE MODE');
}

/** Sets a new status for records whose assessment changed, for instance when a catalogue arrived. */
export async function setStatuses(
  sql: Sql,
  rows: readonly { record: string; status: RecordStatus }[],
): Promise<void> {
  await sql.query(
    `UPDATE record SET status = t.status FROM unnest(${column(1, 'uuid')}, ${column(2, 'text')}) AS t (record, status)
     WHERE record.record = t.record`,
    [columnText(rows.map((row) => row.record)), columnText(rows.map((row) => row.status))],
  );
}
