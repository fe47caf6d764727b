import type { Sql } from '../database.js';

/** The sealed secret, or undefined where the node has none yet. */
export async function findPersonSecret(sql: Sql): Promise<Buffer | undefined> {
  const [row]: { sealed: Buffer }[] = await sql.query('SELECT sealed FROM person_secret');
  return row?.sealed;
}

/** Keeps the first one: two replicas may begin at once. */
export async function keepPersonSecret(sql: Sql, sealed: Buffer): Promise<void> {
  await sql.query('INSERT INTO person_secret (sealed) VALUES ($1) ON CONFLICT (id) DO NOTHING', [sealed]);
}

/** Puts another one in its place: what the parent has is what counts. */
export async function replacePersonSecret(sql: Sql, sealed: Buffer): Promise<void> {
  await sql.query(
    `INSERT INTO person_secret (sealed) VALUES ($1)
     ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, received_at = now()`,
    [sealed],
  );
}
