import type { StoredUnit } from '../index.js';

/** Rows of a tree that holds since ever. */
export function treeOf(...codes: string[]): StoredUnit[] {
  return codes.map((code) => ({ code, name: `单位${code}`, validFrom: '2000-01-01', validTo: null }));
}

/** Two districts, two streets each, two communities each. */
export const SMALL_CITY = treeOf(
  '1405',
  ...['140502', '140581'].flatMap((district) => [
    district,
    ...['001', '002'].flatMap((street) => [
      district + street,
      `${district}${street}001`,
      `${district}${street}002`,
    ]),
  ]),
);
