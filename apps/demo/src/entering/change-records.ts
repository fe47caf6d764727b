import type { Fleet } from '../fleet/index.js';
import type { Random } from '../synthetic/index.js';
import { CORRECTABLE_TYPES, corrected, type Book, type BookedRecord } from '../world/index.js';
import { inParallel } from '../in-parallel.js';

const CHANGES_AT_ONCE_MAX = 4;

/** Nothing points to records of these types, so that none is left pointing to what was withdrawn. */
const REMOVABLE_TYPES: ReadonlySet<string> = new Set([
  'activity',
  'assistance',
  'employment-event',
  'fund-flow',
  'meeting',
  'org',
  'publication',
]);

/** What happens to a record after it was entered: new fields, or its withdrawal. */
export type Change =
  | { readonly kind: 'correct'; readonly record: BookedRecord; readonly fields: BookedRecord['fields'] }
  | { readonly kind: 'remove'; readonly record: BookedRecord };

/** Chooses records to be corrected and others to be withdrawn, each record once at most. */
export function planChanges(
  book: Book,
  random: Random,
  counts: { readonly corrections: number; readonly removals: number },
): readonly Change[] {
  const live = shuffled(book.live, random);
  const correctable = new Set(CORRECTABLE_TYPES);
  const corrections = live.filter(({ type }) => correctable.has(type)).slice(0, counts.corrections);
  const taken = new Set(corrections);
  const removals = live
    .filter((record) => REMOVABLE_TYPES.has(record.type) && !taken.has(record))
    .slice(0, counts.removals);
  return [
    ...corrections.map((record) => ({
      kind: 'correct' as const,
      record,
      fields: corrected(record, random),
    })),
    ...removals.map((record) => ({ kind: 'remove' as const, record })),
  ];
}

/** Makes the changes at the nodes that are responsible, and books them. */
export async function carryOut(
  fleet: Fleet,
  changes: readonly Change[],
  book: Book,
  onDone?: () => void,
): Promise<void> {
  await inParallel(changes, CHANGES_AT_ONCE_MAX, async (change) => {
    const { record } = change;
    const { api } = fleet.nodeFor(record.unit);
    if (change.kind === 'correct') {
      await api.correct(record.record, { expectedVersion: record.version, fields: change.fields });
      book.correct(record, change.fields);
    } else {
      await api.remove(record.record, record.version, '重复登记(示例)');
      book.remove(record);
    }
    onDone?.();
  });
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const left = [...items];
  for (let last = left.length - 1; last > 0; last -= 1) {
    const other = random.integer(0, last);
    [left[last], left[other]] = [left[other] as T, left[last] as T];
  }
  return left;
}
