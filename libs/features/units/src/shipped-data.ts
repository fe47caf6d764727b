import { readFileSync } from 'node:fs';
import { productFile } from '#platform/config';

/** A file below `data/`. */
export function shippedFile(...path: string[]): string {
  return productFile('data', ...path);
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
