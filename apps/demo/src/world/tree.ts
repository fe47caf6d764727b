import { unitLevel } from '#core/kernel';
import { productFile } from '#platform/config';
import { unitLinesOf } from '#features/units';
import type { SyntheticUnit } from '../synthetic/index.js';

export const CITY = '1405';

/** The administrative tree that ships with the product, in the order of its file: parents before their children. */
export async function readTree(): Promise<readonly SyntheticUnit[]> {
  const units: SyntheticUnit[] = [];
  for await (const { code, name } of unitLinesOf(
    'silian',
    productFile('data', 'units', 'jincheng.csv'),
    CITY,
  )) {
    const level = unitLevel(code);
    if (level) units.push({ code, name, level });
  }
  return units;
}
