import { contributions, type Contribution, type Statistics } from '#core/statistics';
import type { Assessment } from './assessment.js';
import type { Counting } from './recount/counting.js';

/** What records are counted with. */
export interface CountingContext {
  readonly statistics: Statistics;
  readonly counting: Pick<Counting, 'counts'>;
}

/** What a record that was judged adds to cells here: a term that is being counted anew takes it when its turn comes. */
export function contributionsOf(
  { header, status, countedAs }: Assessment,
  { statistics, counting }: CountingContext,
): readonly Contribution[] {
  if (status !== 'counted' || !header) return [];
  const period = header.period === undefined ? {} : { period: header.period };
  const record = { type: header.type, unit: header.unit, fields: countedAs.fields, ...period };
  return contributions(statistics, countedAs.level, record).filter(({ term }) =>
    counting.counts(term, header.record),
  );
}
