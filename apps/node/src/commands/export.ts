import { isLevel } from '#core/kernel';
import { openDatabase, readIdentity } from '#platform/storage';
import { exportLogs } from '#features/sync';
import type { CommandLine } from './command-line.js';
import { printJson, writeWhole } from './files.js';

/** Every log of a database in plain text. Sections are written as they are held, unless a level is named. */
export async function exportForAuditors(line: CommandLine): Promise<void> {
  const [url, out] = [line.required('database'), line.required('out')];
  const level = line.optional('level') ?? 'community';
  if (!isLevel(level)) return line.refuse('--level is city, district, street or community');
  const database = await openDatabase(url);
  try {
    const unit = (await readIdentity(database.sql))?.unit;
    if (unit === undefined) return line.refuse('--database is not the database of a node');
    const header = { unit, level, madeAt: new Date() };
    const outcome = await writeWhole(out, (sink) => exportLogs(database.sql, sink, header));
    printJson(outcome);
    if (outcome.stuck.length > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
}
