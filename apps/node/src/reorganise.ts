import { readFileSync } from 'node:fs';
import { SilianError } from '#core/kernel';
import { heldOfUnits, migrateDatabase, openDatabase, type Database } from '#platform/storage';
import { applyReorganisation, planStored } from '#features/units';

/** Applies a document to a node's database; a node that runs on it sees the new tree within seconds. */
export async function reorganiseDatabase(url: string, file: string, preview: boolean): Promise<object> {
  const document = readDocument(file);
  await migrateDatabase(url);
  const database = await openDatabase(url);
  try {
    if (preview) return await effectsOn(database, document);
    const { digest, plan } = await database.transaction((tx) => applyReorganisation(tx, document));
    return { digest, repeated: plan === undefined, ...plan };
  } finally {
    await database.close();
  }
}

async function effectsOn(database: Database, document: unknown): Promise<object> {
  const plan = await planStored(database.sql, document);
  const held = await heldOfUnits(
    database.sql,
    plan.closed.map(({ code }) => code),
  );
  return { ...plan, held };
}

function readDocument(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = { path: 'document', rule: 'expected JSON' };
    throw new SilianError('reorganisation_invalid', place, undefined, { cause: error });
  }
}
