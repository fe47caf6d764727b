import { ERASES_MEMBER } from '#core/protocol';
import type { Sql } from '../database.js';
import type { CellRow } from './cell.store.js';
import { column, columnText } from './column-text.js';

const SECTIONS = ['city', 'district', 'street', 'community'] as const;

/** A section line with its text replaced by its digest, as the protocol withholds it; any other line as it is. */
const withheld = (section: string): string => `CASE WHEN l.${section} LIKE '=%' THEN '#' || translate(
  rtrim(encode(sha256(convert_to(substr(l.${section}, 2), 'UTF8')), 'base64'), '='), '+/', '-_') ELSE l.${section} END`;

/** The newest version of each record that erases those before it, in the logs of the record's own unit. */
const ERASING = `SELECT r.record, r.first_origin_id, r.first_seq, max(e.version) AS version
  FROM record r JOIN log_entry e ON e.record = r.record AND e.version > 1 AND strpos(e.header, $2) > 0
  JOIN origin o ON o.id = e.origin_id AND o.origin = r.unit
  WHERE r.record = ANY (${column(1, 'uuid')}) GROUP BY r.record`;

/** For each of these records of which a version erases those before it: that version, the newest where there are several. */
export async function erasingVersions(sql: Sql, records: readonly string[]): Promise<Map<string, number>> {
  const rows: { record: string; version: number }[] =
    records.length === 0 ? [] : await sql.query(ERASING, [columnText(records), ERASES_MEMBER]);
  return new Map(rows.map(({ record, version }) => [record, version]));
}

/**
 * Replaces the text of every version that a later one of these records erases by its digest, and the evidence that repairs keep of
 * such rows. Safe to repeat. Gives how many versions were erased.
 */
export async function eraseEarlierVersions(sql: Sql, records: readonly string[]): Promise<number> {
  const bound = [columnText(records), ERASES_MEMBER];
  const [row]: { erased: number }[] = await sql.query(
    `WITH erasing AS (${ERASING}),
     places AS (
       SELECT record, version, first_origin_id AS origin_id, first_seq AS seq FROM erasing
       UNION
       SELECT record, erasing.version, e.origin_id, e.seq FROM erasing JOIN log_entry e USING (record)
       JOIN origin o ON o.id = e.origin_id JOIN origin first ON first.id = first_origin_id AND first.origin = o.origin
       WHERE e.version > 1
     ),
     erased AS (
       UPDATE log_entry l SET ${SECTIONS.map((section) => `${section} = ${withheld(section)}`).join(', ')}
       FROM places p WHERE l.origin_id = p.origin_id AND l.seq = p.seq AND l.record = p.record AND l.version < p.version
         AND (${SECTIONS.map((section) => `l.${section} LIKE '=%'`).join(' OR ')})
       RETURNING 1
     ) SELECT count(*)::int AS erased FROM erased`,
    bound,
  );
  await sql.query(
    `UPDATE repair SET rows = (
       SELECT jsonb_agg(CASE WHEN item -> 'row' ->> 'record' = ANY (names) THEN item || '{"row": null}' ELSE item END
         ORDER BY place)
       FROM jsonb_array_elements(rows) WITH ORDINALITY AS item (item, place)
     ) FROM (SELECT ${column(1, 'text')} AS names) AS given
     WHERE EXISTS (SELECT 1 FROM jsonb_array_elements(rows) AS item WHERE item -> 'row' ->> 'record' = ANY (names))`,
    [columnText(records)],
  );
  return row?.erased ?? 0;
}

/**
 * Records of a subtree of which any stored version has one of these texts in its content, in the order of their ids. Reads the logs
 * of the subtree from end to end: for what is asked seldom.
 */
export async function recordsSaying(
  sql: Sql,
  query: { readonly unitPrefix: string; readonly said: readonly string[]; readonly limit: number },
): Promise<string[]> {
  const text = SECTIONS.map((section) => `l.${section}`).join(' || ');
  const rows: { record: string }[] = await sql.query(
    `SELECT DISTINCT l.record FROM origin o JOIN log_entry l ON l.origin_id = o.id JOIN record r ON r.record = l.record
     WHERE o.origin >= $1 AND o.origin < $2 AND r.unit = o.origin
       AND EXISTS (SELECT 1 FROM unnest(${column(3, 'text')}) AS said WHERE strpos(${text}, said) > 0)
     ORDER BY l.record LIMIT $4`,
    [query.unitPrefix, `${query.unitPrefix}~`, columnText(query.said), query.limit],
  );
  return rows.map(({ record }) => record);
}

/** Removes cells that hold nothing any more: what they are told apart by may be what tells a person. */
export async function dropEmptyCells(sql: Sql, cells: readonly CellRow[]): Promise<void> {
  await sql.query(
    `DELETE FROM cell USING unnest(${column(1, 'text')}, ${column(2, 'text')}, ${column(3, 'date')},
       ${column(4, 'text')}, ${column(5, 'text')}) AS given (term, unit, bucket, dims, item)
     WHERE cell.term = given.term AND cell.unit = given.unit AND cell.bucket = given.bucket
       AND cell.dims = given.dims AND cell.item = given.item AND cell.value = 0 AND cell.records = 0`,
    [
      columnText(cells.map(({ term }) => term)),
      columnText(cells.map(({ unit }) => unit)),
      columnText(cells.map(({ bucket }) => bucket)),
      columnText(cells.map(({ dims }) => dims)),
      columnText(cells.map(({ item }) => item)),
    ],
  );
}
