import type { Statistics, Term } from '#core/statistics';
import type { Sql } from '#platform/storage';

/** A city with as many units as the largest has. */
export const COMMUNITIES_PER_STREET = 11;
export const MONTHS = 36;

/** Different values of a term that counts each value once, in each community and month. */
const ITEMS = 2;

/** Puts generated streets and communities in the place of those below the districts; all communities are urban. */
export async function generateUnits(sql: Sql, communities: number): Promise<void> {
  await sql.query(`DELETE FROM unit WHERE level IN ('street', 'community')`);
  await sql.query(
    `INSERT INTO unit (code, valid_from, name, level, kind, street_kind)
     SELECT d.code || lpad(s::text, 3, '0'), d.valid_from, 'street', 'street', NULL, 'street'
     FROM (SELECT *, row_number() OVER (ORDER BY code) AS nth, count(*) OVER () AS n FROM unit WHERE level = 'district') d
     CROSS JOIN LATERAL generate_series(1, ceil($1::numeric / $2 / d.n)::int) s`,
    [communities, COMMUNITIES_PER_STREET],
  );
  await sql.query(
    `INSERT INTO unit (code, valid_from, name, level, kind)
     SELECT code || lpad(c::text, 3, '0'), valid_from, 'community', 'community', 'urban'
     FROM unit CROSS JOIN generate_series(1, $2::int) c WHERE level = 'street' ORDER BY 1 LIMIT $1`,
    [communities, COMMUNITIES_PER_STREET],
  );
}

/** A cell for each community and month up to today, of each term of the catalogue. Gives how many there are. */
export async function generateCells(
  sql: Sql,
  { terms }: Statistics,
  onTerm: (done: number) => void,
): Promise<number> {
  let done = 0;
  for (const term of [...terms.values()].sort((one, other) => (one.key < other.key ? -1 : 1))) {
    await generateTerm(sql, term, 1);
    onTerm((done += 1));
  }
  await sql.query('VACUUM (ANALYZE) cell');
  const [row]: { count: string }[] = await sql.query('SELECT count(*) AS count FROM cell');
  return Number(row?.count);
}

async function generateTerm(sql: Sql, { key, dims, merge }: Term, records: number): Promise<void> {
  await sql.query(
    `INSERT INTO cell (term, unit, bucket, dims, item, value, records)
     SELECT $1, code, (current_date - make_interval(months => month))::date, $2, item,
       $3::int * (1 + (hashtext(code || month::text) & 7)), $3::int
     FROM unit CROSS JOIN generate_series(0, $4::int - 1) month CROSS JOIN unnest($5::text[]) item
     WHERE level = 'community' ORDER BY code, month, item`,
    [
      key,
      JSON.stringify(dims.map(() => 'some')),
      records,
      MONTHS,
      merge === 'distinct' ? Array.from({ length: ITEMS }, (_, item) => `item ${item}`) : ['-'],
    ],
  );
}

/** The same cells of one term, with as many records behind them as are asked for. */
export async function fillTerm(sql: Sql, key: string, records: number): Promise<void> {
  await sql.query(
    `UPDATE cell SET value = ceil($2::numeric / n.count), records = ceil($2::numeric / n.count)
     FROM (SELECT count(*) AS count FROM cell WHERE term = $1) n WHERE term = $1`,
    [key, records],
  );
  await sql.query('VACUUM (ANALYZE) cell');
}
