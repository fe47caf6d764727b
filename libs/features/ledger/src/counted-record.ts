import type { CountedRecord } from '#core/statistics';
import type { Assessment } from './assessment.js';

/** What statistics look at of an entry that was judged; undefined where it does not count. */
export function countedRecord({ header, status, fields }: Assessment): CountedRecord | undefined {
  if (status !== 'counted' || !header) return undefined;
  const period = header.period === undefined ? {} : { period: header.period };
  return { type: header.type, unit: header.unit, fields, ...period };
}
