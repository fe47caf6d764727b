import type { Day, Level } from '#core/kernel';
import type { Lifespan } from './lifespan.js';
import type { CountedRecord } from './record.js';

/*
 * Glossary
 *   term          an exact number taken from the records of one type: how many, how many different, a sum, the newest
 *   cell          a term's state for one unit, one bucket, one combination of dims and one item
 *   bucket        the day on which a cell's records begin (or cease) to count
 *   dims          the values that an indicator can be split by, as the text of a JSON array; `[]` where it has none
 *   item          what cells are told apart by beside that: the value that is counted once, or what a report is about
 *   stock, flow   counted while an entity lives / counted on the day on which something happened
 *   contribution  what one record adds to one cell
 *   reach         the highest level whose nodes see everything that a term reads
 */

/**
 * How cells make a number.
 * sum       their values are added
 * distinct  the items are counted of which any record is left
 * newest    of each unit and item the cells of the newest bucket are added: the others were said earlier
 */
export type Merge = 'sum' | 'distinct' | 'newest';

/** A term that is kept in cells. */
export interface Term {
  /** The same for equal terms of different indicators, which share their cells. */
  readonly key: string;
  readonly type: string;
  readonly time: 'stock' | 'flow';
  readonly merge: Merge;
  /** True where a field of the record says in which unit it counts, which may be another than the record's own. */
  readonly placedByField: boolean;
  /** Fields of the type, in the order of the values in a cell's dims. */
  readonly dims: readonly string[];
  /** Decimals of the state: 2 means that it is kept in hundredths. */
  readonly scale: number;
  readonly reach: Level;
  /** True where it looks at a field that follows from other records. */
  readonly readsDerived: boolean;
  /** Parameters without which nothing is known: the conditions compare with them. */
  readonly params: readonly string[];
  /** Where and when the record counts; empty where it does not. */
  count(record: CountedRecord): readonly Counted[];
}

/** What a record is to a term. */
export interface Counted {
  readonly unit: string;
  readonly dims: string;
  readonly item: string;
  readonly value: bigint;
  readonly lifespan: Lifespan;
}

export interface Contribution {
  readonly term: string;
  readonly unit: string;
  readonly bucket: Day;
  readonly dims: string;
  readonly item: string;
  readonly value: bigint;
  /** 1 where a record begins to count, -1 where it ceases: a sum of nothing differs from a sum that is zero. */
  readonly records: number;
}
