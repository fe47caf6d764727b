import type { Day, Level } from '#core/kernel';
import type { Lifespan } from './lifespan.js';
import type { CountedRecord } from './record.js';

/*
 * Glossary
 *   term          an exact number taken from the records of one type: how many, or the sum of a field
 *   cell          a term's state for one unit, one bucket and one combination of dims
 *   bucket        the day on which a cell's records begin (or cease) to count
 *   dims          the values that an indicator can be split by, as the text of a JSON array; `[]` where it has none
 *   stock, flow   counted while an entity lives / counted on the day on which something happened
 *   contribution  what one record adds to one cell
 *   reach         the highest level whose nodes see everything that a term reads
 */

/** A term that is kept in cells. */
export interface Term {
  /** The same for equal terms of different indicators, which share their cells. */
  readonly key: string;
  readonly type: string;
  readonly time: 'stock' | 'flow';
  /** Fields of the type, in the order of the values in a cell's dims. */
  readonly dims: readonly string[];
  /** Decimals of the state: 2 means that it is kept in hundredths. */
  readonly scale: number;
  readonly reach: Level;
  /** null where the record does not count. */
  count(record: CountedRecord): Counted | null;
}

/** What a record is to a term. */
export interface Counted {
  readonly unit: string;
  readonly dims: string;
  readonly value: bigint;
  readonly lifespan: Lifespan;
}

export interface Contribution {
  readonly term: string;
  readonly unit: string;
  readonly bucket: Day;
  readonly dims: string;
  readonly value: bigint;
}
