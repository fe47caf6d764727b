import { contributions, type Contribution, type Statistics } from '#core/statistics';
import type { Assessment } from './assessment.js';

/** What a record that was judged adds to cells here. */
export function contributionsOf(
  { header, status, counting }: Assessment,
  statistics: Statistics,
): readonly Contribution[] {
  if (status !== 'counted' || !header) return [];
  const period = header.period === undefined ? {} : { period: header.period };
  const record = { type: header.type, unit: header.unit, fields: counting.fields, ...period };
  return contributions(statistics, counting.level, record);
}
