import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Directories to climb from the compiled file to the product's root; the tree is not deeper. */
const CLIMB_MAX = 8;

/** A file that ships with the product, found from the sources as well as from the build. */
export function productFile(path: string): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (let step = 0; step < CLIMB_MAX; step++) {
    if (existsSync(join(directory, 'nest-cli.json'))) return join(directory, path);
    directory = dirname(directory);
  }
  throw new Error(`The product’s file ${path} is missing`);
}
