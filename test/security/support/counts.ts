import { appendFile } from 'node:fs/promises';

/** Names the file in which a run's counts are gathered, a line of JSON for each part. */
const COUNTS_FILE = 'SECURITY_COUNTS_FILE';

/** Tells whoever runs all parts what this one has looked at. */
export async function noteCounts(counts: Readonly<Record<string, unknown>>): Promise<void> {
  const file = process.env[COUNTS_FILE];
  if (file) await appendFile(file, `${JSON.stringify(counts)}\n`);
}
