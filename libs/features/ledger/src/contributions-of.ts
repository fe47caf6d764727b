import type { Level } from '#core/kernel';
import { contributions, type Contribution, type Statistics } from '#core/statistics';
import type { Assessment } from './assessment.js';
import type { Counting } from './recount/counting.js';

/** What records are counted with. */
export interface CountingContext {
  readonly statistics: Statistics;
  readonly level: Level;
  readonly counting: Pick<Counting, 'counts'>;
}

/** What a record adds to the cells that hold it: a term that is being counted anew takes it when its turn comes. */
export function contributionsOf(
  { header, fields, status }: Assessment,
  { statistics, level, counting }: CountingContext,
): Contribution[] {
  if (status !== 'counted' || !header) return [];
  const period = header.period === undefined ? {} : { period: header.period };
  const record = { type: header.type, unit: header.unit, fields, ...period };
  return contributions(statistics, level, record).filter(({ term }) => counting.counts(term, header.record));
}
