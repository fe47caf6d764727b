import type { Sql } from '../database.js';

/** A unit of which partial figures are held, and how far they have got. */
export interface PartialSource {
  readonly unit: string;
  /** null for this node's own. */
  readonly sender: string | null;
  readonly generation: number;
  readonly sequence: number;
  readonly catalogue: string;
  /** True once all of the generation has been there. */
  readonly complete: boolean;
  /** Why some of what came cannot be used. */
  readonly fault: string | null;
  readonly confirmedAt: Date | null;
  readonly ackedGeneration: number | null;
  readonly ackedSequence: number;
  readonly behindSince: Date | null;
}

type Row = Omit<PartialSource, 'generation' | 'sequence' | 'ackedGeneration' | 'ackedSequence'> &
  Record<'generation' | 'sequence' | 'ackedSequence', string> & { readonly ackedGeneration: string | null };

const COLUMNS = `unit, sender, generation::text, sequence::text, catalogue, complete, fault,
  confirmed_at AS "confirmedAt", acked_generation::text AS "ackedGeneration",
  acked_sequence::text AS "ackedSequence", behind_since AS "behindSince"`;

const sourceOf = (row: Row): PartialSource => ({
  ...row,
  generation: Number(row.generation),
  sequence: Number(row.sequence),
  ackedGeneration: row.ackedGeneration === null ? null : Number(row.ackedGeneration),
  ackedSequence: Number(row.ackedSequence),
});

/** All sources, by unit; some hundreds where many nodes are right below. */
export async function partialSources(sql: Sql): Promise<PartialSource[]> {
  const rows: Row[] = await sql.query(`SELECT ${COLUMNS} FROM partial_source ORDER BY unit`);
  return rows.map(sourceOf);
}

/** The source of a unit, which stays locked until the transaction ends. */
export async function lockPartialSource(tx: Sql, unit: string): Promise<PartialSource | undefined> {
  // Two that come first at once must not both begin.
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('partial source'), hashtext($1))`, [unit]);
  const rows: Row[] = await tx.query(`SELECT ${COLUMNS} FROM partial_source WHERE unit = $1 FOR UPDATE`, [
    unit,
  ]);
  return rows.map(sourceOf)[0];
}

/** Begins a generation with nothing in it: what was there of an older one goes. */
export async function beginPartials(
  tx: Sql,
  source: Pick<PartialSource, 'unit' | 'sender' | 'generation' | 'catalogue'>,
): Promise<void> {
  const { unit, sender, generation, catalogue } = source;
  await tx.query('DELETE FROM partial WHERE unit = $1', [unit]);
  await tx.query(
    `INSERT INTO partial_source (unit, sender, generation, catalogue) VALUES ($1, $2, $3, $4)
     ON CONFLICT (unit) DO UPDATE SET sender = excluded.sender, generation = excluded.generation, sequence = 0,
       catalogue = excluded.catalogue, complete = false, fault = NULL, confirmed_at = NULL`,
    [unit, sender, generation, catalogue],
  );
}

/** Moves a source on. What was complete stays so: what is missing then is only late. */
export async function advancePartials(
  tx: Sql,
  source: Pick<PartialSource, 'unit' | 'sequence' | 'complete' | 'fault'>,
): Promise<void> {
  await tx.query(
    `UPDATE partial_source SET sequence = $2, complete = complete OR $3, fault = coalesce($4, fault),
       confirmed_at = CASE WHEN $3 THEN now() ELSE confirmed_at END
     WHERE unit = $1`,
    [source.unit, source.sequence, source.complete, source.fault],
  );
}

/** Both ends were found to hold the same of these units. */
export async function confirmPartials(sql: Sql, units: readonly string[]): Promise<void> {
  await sql.query('UPDATE partial_source SET confirmed_at = now(), complete = true WHERE unit = ANY ($1)', [
    units,
  ]);
}

/** What the parent has of a unit; null where it has nothing. */
export async function acknowledgePartials(
  sql: Sql,
  unit: string,
  held: { readonly generation: number; readonly sequence: number } | null,
): Promise<void> {
  await sql.query(
    `UPDATE partial_source SET acked_generation = $2, acked_sequence = $3,
       behind_since = CASE WHEN generation = $2 AND sequence <= $3 THEN NULL ELSE coalesce(behind_since, now()) END
     WHERE unit = $1`,
    [unit, held?.generation ?? null, held?.sequence ?? 0],
  );
}

/** Units whose logs other nodes write: their records may stay below. */
export async function foreignOrigins(sql: Sql, unit: string): Promise<string[]> {
  const rows: { origin: string }[] = await sql.query(
    `SELECT DISTINCT origin FROM origin WHERE NOT local AND head_seq > 0 AND origin >= $1 AND origin < $2`,
    [unit, `${unit}~`],
  );
  return rows.map(({ origin }) => origin);
}
