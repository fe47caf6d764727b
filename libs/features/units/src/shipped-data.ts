import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE_NAME = 'silian';

/** A file below `data/`, found from the sources and from the compiled program alike. */
export function shippedFile(...path: string[]): string {
  return join(packageRoot(dirname(fileURLToPath(import.meta.url))), 'data', ...path);
}

export const SHIPPED_UNITS = ['units', 'jincheng.csv'] as const;
const SHIPPED_SEATS = ['units', 'jincheng-seats.json'] as const;

interface Seats {
  readonly root: string;
  readonly seats: readonly { readonly code: string; readonly name: string }[];
}

/** Codes of the known county seats of this tree: no official list of units tells them. */
export function knownSeats(root: string): ReadonlySet<string> {
  const known = JSON.parse(readFileSync(shippedFile(...SHIPPED_SEATS), 'utf8')) as Seats;
  return new Set(known.root === root ? known.seats.map((seat) => seat.code) : []);
}

function packageRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && packageName(file) === PACKAGE_NAME) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json of ${PACKAGE_NAME} above ${from}`);
  }
}

function packageName(file: string): unknown {
  return (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }).name;
}
