import { unitLevel } from '#core/kernel';

/** The smallest unit whose code all these begin with; undefined where there is none. */
export function commonUnit(units: readonly string[]): string | undefined {
  const [first = '', ...others] = units;
  let common = first;
  for (const unit of others) while (!unit.startsWith(common)) common = common.slice(0, -1);
  while (common !== '' && unitLevel(common) === undefined) common = common.slice(0, -1);
  return common === '' ? undefined : common;
}
