import { isDay, unitLevel, type Day } from '#core/kernel';
import { PARTIAL_GROUPS_MAX, PARTIAL_ROWS_MAX, PARTIAL_SPLITS_LENGTH_MAX } from '../limits.js';

/** How far the partial figures of one unit have got: each new reckoning from scratch begins a generation. */
export interface PartialsPlace {
  readonly generation: number;
  /** The last change that is there; 0 before the first. */
  readonly sequence: number;
}

/** One group of a row: dims, value in the smallest steps of the term, records. */
export type PartialGroup = readonly [dims: string, value: string, records: number];

/** What a figure was from the end of a day on. It replaces what was said of this series and day. */
export interface PartialRow {
  readonly series: string;
  readonly day: Day;
  /** A whole number; null where the figure did not change on this day after all. */
  readonly value: string | null;
  readonly records: number;
  readonly split: readonly PartialGroup[];
  /** True where the split lacks groups that are too small. */
  readonly hidden: boolean;
  readonly sequence: number;
}

/** Changes `after`..`upTo` of one unit's partial figures, in their order. */
export interface PartialsBatch {
  readonly unit: string;
  readonly generation: number;
  /** Version of the catalogue that they were counted with. */
  readonly catalogue: string;
  readonly after: number;
  readonly upTo: number;
  /** The last change that there is: where it equals `upTo`, the receiver has all. */
  readonly head: number;
  readonly rows: readonly PartialRow[];
}

/**
 * next   continues what is there
 * anew   begins a generation: what is there of an older one goes
 * known  is there already
 * gap    something is missing in front of it
 * older  of a generation that has been replaced
 */
export type PartialsArrival = 'next' | 'anew' | 'known' | 'gap' | 'older';

/** What a batch is to what is held; the same answer for the same batch, however often and late it comes. */
export function placePartials(
  held: PartialsPlace | undefined,
  { generation, after, upTo }: Pick<PartialsBatch, 'generation' | 'after' | 'upTo'>,
): PartialsArrival {
  if (held && generation < held.generation) return 'older';
  if (!held || generation > held.generation) return after === 0 ? 'anew' : 'gap';
  if (after > held.sequence) return 'gap';
  return upTo <= held.sequence ? 'known' : 'next';
}

const CATALOGUE_LENGTH_MAX = 64;
const DIMS_LENGTH_MAX = 400;

const SERIES = /^[0-9a-f]{16}\.[0-9a-f]{16}$/;
/** As large as any sum of ours, and no larger: digits without end cost time. */
const VALUE = /^(0|-?[1-9]\d{0,37})$/;

/** Reads a batch; undefined where it breaks a rule. */
export function readPartials(value: unknown): PartialsBatch | undefined {
  const { unit, generation, catalogue, after, upTo, head, rows } = (value ?? {}) as Partial<
    Record<keyof PartialsBatch, unknown>
  >;
  const sound =
    typeof unit === 'string' &&
    unitLevel(unit) !== undefined &&
    isCount(generation) &&
    typeof catalogue === 'string' &&
    catalogue.length > 0 &&
    catalogue.length <= CATALOGUE_LENGTH_MAX &&
    isPrintable(catalogue) &&
    isCount(after) &&
    isCount(upTo) &&
    isCount(head) &&
    after <= upTo &&
    upTo <= head &&
    Array.isArray(rows) &&
    rows.length <= PARTIAL_ROWS_MAX;
  if (!sound) return undefined;
  const read: PartialRow[] = [];
  for (const row of rows as readonly unknown[]) {
    const next = readRow(row);
    if (!next || next.sequence <= (read.at(-1)?.sequence ?? after) || next.sequence > upTo) return undefined;
    read.push(next);
  }
  const places = new Set(read.map(({ series, day }) => `${series} ${day}`));
  const length = read.reduce((sum, row) => sum + splitLength(row), 0);
  if (places.size < read.length || length > PARTIAL_SPLITS_LENGTH_MAX) return undefined;
  return { unit, generation, catalogue, after, upTo, head, rows: read };
}

/** What a row adds to the length of a batch. */
export function splitLength({ split }: Pick<PartialRow, 'split'>): number {
  return split.reduce((sum, [dims, value]) => sum + dims.length + value.length, 0);
}

function readRow(row: unknown): PartialRow | undefined {
  const { series, day, value, records, split, hidden, sequence } = (row ?? {}) as Partial<
    Record<keyof PartialRow, unknown>
  >;
  const sound =
    typeof series === 'string' &&
    SERIES.test(series) &&
    isDay(day) &&
    (value === null || (typeof value === 'string' && VALUE.test(value))) &&
    isCount(records) &&
    typeof hidden === 'boolean' &&
    isCount(sequence) &&
    Array.isArray(split) &&
    split.length <= PARTIAL_GROUPS_MAX &&
    (split as readonly unknown[]).every(isGroup);
  if (!sound) return undefined;
  const groups = (split as PartialGroup[]).map(([dims, sum, count]): PartialGroup => [dims, sum, count]);
  if (new Set(groups.map(([dims]) => dims)).size < groups.length) return undefined;
  if (value === null && (records > 0 || groups.length > 0 || hidden)) return undefined;
  return { series, day, value, records, split: groups, hidden, sequence };
}

function isGroup(group: unknown): group is PartialGroup {
  if (!Array.isArray(group) || group.length !== 3) return false;
  const [dims, value, records] = group as readonly unknown[];
  return (
    typeof dims === 'string' &&
    isDims(dims) &&
    typeof value === 'string' &&
    VALUE.test(value) &&
    isCount(records)
  );
}

/** A JSON array of plain values, spelt as it is compared. */
function isDims(text: string): boolean {
  if (text.length > DIMS_LENGTH_MAX || !isPrintable(text)) return false;
  try {
    const values: unknown = JSON.parse(text);
    const plain = (item: unknown): boolean =>
      item === null || ['string', 'number', 'boolean'].includes(typeof item);
    return Array.isArray(values) && values.every(plain) && JSON.stringify(values) === text;
  } catch {
    return false;
  }
}

/** U+0000 cannot be stored, and a line would end a column of values. */
function isPrintable(text: string): boolean {
  return /^[ -\uffff]*$/.test(text) && !text.includes('\\u0000');
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
