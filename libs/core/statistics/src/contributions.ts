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
    for (const { unit, dims, item, value, lifespan } of term.count(record)) {
      const cell = { term: term.key, unit, dims, item };
      found.push({ ...cell, bucket: lifespan.from, value, records: 1 });
      if (lifespan.to !== null) found.push({ ...cell, bucket: lifespan.to, value: -value, records: -1 });
    }
  }
  return found;
}
