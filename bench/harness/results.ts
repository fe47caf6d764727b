import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { productFile } from '#platform/config';

/** Adds a result to those of its day and scenario; gives the file's path. */
export function saveResult(scenario: string, result: object): string {
  const directory = productFile('bench', 'results');
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `${new Date().toISOString().slice(0, 10)}-${scenario}.json`);
  writeFileSync(path, `${JSON.stringify([...savedResults(path), result], null, 2)}\n`);
  return path;
}

function savedResults(path: string): readonly unknown[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
