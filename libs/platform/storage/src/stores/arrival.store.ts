import type { Day } from '#core/kernel';
import { sectionsOf } from './log.store.js';
import type { Sections } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** Which records: of units below a prefix or named, whose day lies in from..to. */
export interface Arrivals {
  readonly unitPrefix: string;
  /** Units elsewhere whose records count below the prefix on some day. */
  readonly incoming: readonly string[];
  readonly from: Day;
  readonly to: Day;
}

/** The reports of one type for one period that are counted: by unit, the day on which the first one was recorded. */
export interface ArrivedReports {
  readonly type: string;
  /** The period's last day. */
  readonly lastDay: Day;
  readonly firstDayOf: ReadonlyMap<string, Day>;
}

const WITHIN = `(r.unit >= $1 AND r.unit < $2 OR r.unit = ANY (${column(3, 'text')}))
  AND r.occurred_on BETWEEN $4 AND $5 AND r.status = 'counted'`;

function bind({ unitPrefix, incoming, from, to }: Arrivals): unknown[] {
  return [unitPrefix, `${unitPrefix}~`, columnText(incoming), from, to];
}

/**
 * Which reports are there, for a whole city in one statement and a row for each type and period. Days are those of the
 * given time zone.
 */
export async function arrivedReports(
  sql: Sql,
  query: Arrivals & { readonly types: readonly string[]; readonly timeZone: string },
): Promise<ArrivedReports[]> {
  const rows: { type: string; last_day: Day; units: string; days: string }[] = await sql.query(
    `SELECT type, last_day::text, string_agg(unit, ',') AS units, string_agg(first_day::text, ',') AS days FROM (
       SELECT r.type, r.occurred_on AS last_day, r.unit,
         min((r.first_recorded_at AT TIME ZONE $7)::date) AS first_day
       FROM record r WHERE r.type = ANY (${column(6, 'text')}) AND ${WITHIN} GROUP BY 1, 2, 3
     ) AS arrived GROUP BY type, last_day`,
    [...bind(query), columnText(query.types), query.timeZone],
  );
  return rows.map(({ type, last_day, units, days }) => {
    const firstDays = days.split(',');
    const pairs = units.split(',').map((unit, index): [string, Day] => [unit, firstDays[index] ?? last_day]);
    return { type, lastDay: last_day, firstDayOf: new Map(pairs) };
  });
}

/** A counted record with what it says, for types whose fields have to be read. */
export interface SaidRecord {
  readonly record: string;
  readonly unit: string;
  readonly version: number;
  readonly day: Day;
  readonly sections: Sections;
}

export async function saidRecords(
  sql: Sql,
  query: Arrivals & { readonly type: string },
): Promise<SaidRecord[]> {
  const rows: (Omit<SaidRecord, 'sections'> & Parameters<typeof sectionsOf>[0])[] = await sql.query(
    `SELECT r.record, r.unit, r.version, r.occurred_on::text AS day, l.city, l.district, l.street, l.community
     FROM record r JOIN log_entry l ON l.origin_id = r.origin_id AND l.seq = r.seq
     WHERE r.type = $6 AND ${WITHIN}`,
    [...bind(query), query.type],
  );
  return rows.map((row) => ({
    record: row.record,
    unit: row.unit,
    version: row.version,
    day: row.day,
    sections: sectionsOf(row),
  }));
}

/** Which of these reports are there and counted, as `type unit lastDay`. */
export async function receivedAmong(
  sql: Sql,
  places: readonly { readonly type: string; readonly unit: string; readonly lastDay: Day }[],
): Promise<ReadonlySet<string>> {
  const rows: { place: string }[] = await sql.query(
    `SELECT DISTINCT r.type || ' ' || r.unit || ' ' || r.occurred_on AS place
     FROM unnest(${column(1, 'text')}, ${column(2, 'text')}, ${column(3, 'date')}) AS p (type, unit, day)
     JOIN record r ON r.type = p.type AND r.unit = p.unit AND r.occurred_on = p.day AND r.status = 'counted'`,
    [
      columnText(places.map((place) => place.type)),
      columnText(places.map((place) => place.unit)),
      columnText(places.map((place) => place.lastDay)),
    ],
  );
  return new Set(rows.map(({ place }) => place));
}
