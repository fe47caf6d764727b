import type { Day } from '#core/kernel';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** Records of a type whose day lies in from..to; from null: since ever. */
export interface ChangeSpan {
  readonly type: string;
  readonly from: Day | null;
  readonly to: Day;
}

/** One version that was stored since. Nothing of what it says: only that it is there. */
export interface ChangeRow {
  readonly record: string;
  readonly unit: string;
  readonly type: string;
  readonly op: 'create' | 'correct' | 'delete';
  readonly version: number;
  readonly recordedAt: string;
  readonly storedAt: Date;
}

/** Where a change stands in the order of storing. */
export interface ChangePlace {
  /** Microseconds since 1970. */
  readonly storedAt: string;
  readonly originId: number;
  readonly seq: number;
}

const DAY_IN = (header: string): string =>
  `substring(${header} FROM '"occurredOn":"(\\d{4}-\\d\\d-\\d\\d)"')`;
const MICROSECONDS = '(extract(epoch FROM l.stored_at) * 1000000)::bigint';

/**
 * Versions that lie behind the heads which a closing has counted, of these types, and of a day in these spans or moved out
 * of them; the newest first. By places in logs, not by times: what was on its way to be stored meanwhile is not overlooked.
 */
export async function changesSince(
  sql: Sql,
  query: {
    readonly closing: string;
    readonly unitPrefix: string;
    readonly incoming: readonly string[];
    readonly spans: readonly ChangeSpan[];
    readonly after: ChangePlace | undefined;
    readonly limit: number;
  },
): Promise<(ChangeRow & { readonly place: ChangePlace })[]> {
  const { spans, after } = query;
  const rows: (Omit<ChangeRow, 'op'> & { op: string; micros: string; origin_id: number; seq: string })[] =
    await sql.query(
      `WITH frozen AS (
         SELECT key::int AS origin_id, value::bigint AS seq FROM period_closing, jsonb_each_text(heads) WHERE id = $1
       ), span AS (
         SELECT * FROM unnest(${column(5, 'text')}, ${column(6, 'text')}, ${column(7, 'text')}) AS s (type, since, until)
       ), fresh AS (
         SELECT l.record, r.unit, r.type, l.version, l.header, l.stored_at, l.origin_id, l.seq, ${MICROSECONDS} AS micros,
           ${DAY_IN('l.header')} AS day, ${DAY_IN('before.header')} AS day_before
         FROM origin o
         LEFT JOIN frozen f ON f.origin_id = o.id
         JOIN log_entry l ON l.origin_id = o.id AND l.seq > coalesce(f.seq, 0)
         JOIN record r ON r.record = l.record AND r.unit = o.origin
         LEFT JOIN LATERAL (
           SELECT p.header FROM log_entry p
           WHERE l.version > 2 AND p.record = l.record AND p.version = l.version - 1 AND p.version > 1
              OR l.version = 2 AND p.origin_id = r.first_origin_id AND p.seq = r.first_seq
           LIMIT 1
         ) before ON true
         WHERE (o.origin >= $2 AND o.origin < $3 OR o.origin = ANY (${column(4, 'text')}))
           AND r.type IN (SELECT type FROM span)
       )
       SELECT record, unit, type, version, micros::text, origin_id, seq, stored_at AS "storedAt",
         substring(header FROM '"recordedAt":"([^"]+)"') AS "recordedAt",
         substring(header FROM '"op":"([a-z]+)"') AS op
       FROM fresh
       WHERE EXISTS (SELECT 1 FROM span s, unnest(ARRAY[day, day_before]) AS d (day)
           WHERE s.type = fresh.type AND d.day <= s.until AND (s.since IS NULL OR d.day >= s.since))
         AND ($8::bigint IS NULL OR (micros, origin_id, seq) < ($8, $9::int, $10::bigint))
       ORDER BY micros DESC, origin_id DESC, seq DESC LIMIT $11`,
      [
        ...[query.closing, query.unitPrefix, `${query.unitPrefix}~`, columnText(query.incoming)],
        columnText(spans.map((span) => span.type)),
        columnText(spans.map((span) => span.from)),
        columnText(spans.map((span) => span.to)),
        ...[after?.storedAt ?? null, after?.originId ?? null, after?.seq ?? null, query.limit],
      ],
    );
  return rows.map(({ micros, origin_id, seq, op, ...row }) => ({
    ...row,
    op: op === 'delete' ? 'delete' : row.version === 1 ? 'create' : 'correct',
    place: { storedAt: micros, originId: origin_id, seq: Number(seq) },
  }));
}
