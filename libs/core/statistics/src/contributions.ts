import type { Level } from '#core/kernel';
import type { CountedRecord } from './record.js';
import type { Statistics } from './statistics.js';
import type { Contribution } from './term.js';

/**
 * What a record adds to the cells of a node at this level. A change of the record adds the contributions of its new
 * version and takes away those of the old one.
 */
export function contributions(statistics: Statistics, level: Level, record: CountedRecord): Contribution[] {
  const found: Contribution[] = [];
  for (const term of statistics.termsOf(record.type, level)) {
    const counted = term.count(record);
    if (!counted) continue;
    const { unit, dims, value, lifespan } = counted;
    found.push({ term: term.key, unit, bucket: lifespan.from, dims, value });
    if (lifespan.to !== null) found.push({ term: term.key, unit, bucket: lifespan.to, dims, value: -value });
  }
  return found;
}
