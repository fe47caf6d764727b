import { compileStatistics } from '#core/statistics';
import type { Fields } from '#core/catalogue';
import type { EntryHeader } from '#core/protocol';
import type { RecordRow } from '#platform/storage';
import { assess } from './assessment.js';
import { ALL_COUNTED } from './recount/counting.js';
import { Fold, type FoldedEntry, type FoldedRecord } from './fold.js';
import { ACTIVITY, catalogue, COMMUNITY, contextAt, entryOf, RECORD } from './testing/entries.js';

const statistics = compileStatistics(catalogue);
const context = contextAt('district');
const NEIGHBOUR = '140502001002';

function taken(
  seq: number,
  header: Partial<EntryHeader>,
  fields: Fields = ACTIVITY,
  origin?: string,
): FoldedEntry {
  const assessment = assess(
    { ...entryOf(header, fields), local: false },
    origin ?? header.unit ?? COMMUNITY,
    context,
  );
  return { originId: 1, seq, assessment, naturalKey: `key ${seq}` };
}

function fold(entries: readonly FoldedEntry[], known: readonly FoldedRecord[] = []): Fold {
  const folded = new Fold(
    { statistics, counting: ALL_COUNTED },
    new Map(known.map((item) => [item.row.record, item])),
  );
  for (const entry of entries) folded.take(entry);
  return folded;
}

/** How many activities the deltas add, by kind. */
function activities(folded: Fold): Record<string, bigint> {
  const counts: Record<string, bigint> = {};
  for (const { dims, value } of folded.deltas.entries()) {
    const parts = JSON.parse(dims) as (string | null)[];
    if (parts.length === 2) counts[String(parts[0])] = (counts[String(parts[0])] ?? 0n) + value;
  }
  return counts;
}

const asKnown = (folded: Fold, entry: FoldedEntry): FoldedRecord => {
  const [row] = folded.records;
  if (!row) throw new TypeError('a record was made');
  return { row, assessment: entry.assessment };
};

it('takes all versions of a record in one go and keeps the newest', () => {
  const folded = fold([
    taken(1, {}),
    taken(2, { version: 2 }, { ...ACTIVITY, kind: 'sport' }),
    taken(3, { version: 3 }, { ...ACTIVITY, kind: 'moral' }),
  ]);
  expect(folded.records).toEqual([
    expect.objectContaining({ version: 3, seq: 3, firstSeq: 1, naturalKey: 'key 3' }),
  ]);
  expect(activities(folded)).toEqual({ moral: 1n });
});

it('remembers when a record was first recorded, in one go and later', () => {
  const first = taken(1, { recordedAt: '2006-02-10T01:00:00.000Z' });
  const second = taken(2, { version: 2, recordedAt: '2006-03-01T01:00:00.000Z' });
  const remembered = [expect.objectContaining({ version: 2, firstRecordedAt: '2006-02-10T01:00:00.000Z' })];
  expect(fold([first, second]).records).toEqual(remembered);
  expect(fold([second], [asKnown(fold([first]), first)]).records).toEqual(remembered);
});

it('retracts what the version before had added', () => {
  const first = taken(1, {});
  const known = asKnown(fold([first]), first);
  const folded = fold([taken(2, { version: 2 }, { ...ACTIVITY, kind: 'sport' })], [known]);
  expect(activities(folded)).toEqual({ culture: -1n, sport: 1n });
});

it('adds and takes away nothing where a record comes and goes', () => {
  const folded = fold([taken(1, {}), taken(2, { version: 2, op: 'delete' })]);
  expect(folded.deltas.entries()).toEqual([]);
  expect(folded.records).toEqual([
    expect.objectContaining({ status: 'deleted', version: 2, naturalKey: null }),
  ]);
});

it('holds nothing back for a version that a later one of the same go has superseded', () => {
  const broken = taken(1, {}, { ...ACTIVITY, participants: -1 });
  expect(fold([broken]).quarantine).toHaveLength(1);
  expect(fold([broken, taken(2, { version: 2 })]).quarantine).toEqual([]);
});

it('says which records a version erases, and which an earlier one has come late for', () => {
  const erasing = taken(2, { version: 2, erases: 'consent-withdrawn' });
  expect(fold([taken(1, {})]).erasing).toEqual([]);
  expect(fold([taken(1, {}), erasing]).erasing).toEqual([RECORD]);
  const known = asKnown(fold([erasing]), erasing);
  expect(fold([taken(3, { version: 1 })], [known]).erasing).toEqual([RECORD]);
});

it('does not count what is held back, and counts it when it is mended', () => {
  const broken = { ...ACTIVITY, participants: -1 };
  const held = fold([taken(1, {}, broken)]);
  expect(held.deltas.entries()).toEqual([]);
  expect(held.quarantine).toEqual([expect.objectContaining({ seq: 1, record: RECORD, code: 'field_min' })]);
  const mended = fold([taken(1, {}, broken), taken(2, { version: 2 })]);
  expect(activities(mended)).toEqual({ culture: 1n });
  expect(mended.records).toEqual([expect.objectContaining({ status: 'counted', version: 2 })]);
});

describe('an entry that may not touch the record it names', () => {
  const first = taken(1, {});
  const known = asKnown(fold([first]), first);
  const row: RecordRow = known.row;

  it.each<[string, FoldedEntry, string]>([
    ['since it is another unit’s', taken(9, { unit: NEIGHBOUR, version: 2 }), 'record_id_taken'],
    ['since it is of another type', taken(9, { type: 'meeting', version: 2 }), 'record_id_taken'],
    ['since it claims another unit', taken(9, { version: 2 }, ACTIVITY, NEIGHBOUR), 'unit_not_origin'],
    ['since it is old', taken(9, { version: 1 }), 'version_stale'],
    ['though it withdraws it', taken(9, { unit: NEIGHBOUR, op: 'delete', version: 2 }), 'record_id_taken'],
  ])('%s is held back and leaves the record as it is', (_why, entry, code) => {
    const folded = fold([entry], [known]);
    expect(folded.quarantine).toEqual([expect.objectContaining({ seq: 9, record: null, code })]);
    expect([folded.records, folded.deltas.entries()]).toEqual([[], []]);
    expect(row).toMatchObject({ unit: COMMUNITY, version: 1 });
  });

  it('does so within one go, too', () => {
    const folded = fold([first, taken(2, { unit: NEIGHBOUR, version: 2 })]);
    expect(folded.records).toEqual([expect.objectContaining({ unit: COMMUNITY, version: 1 })]);
    expect(activities(folded)).toEqual({ culture: 1n });
  });

  it('is held back where its header cannot be read', () => {
    const assessment = assess({ ...entryOf({}, ACTIVITY), header: '{', local: false }, COMMUNITY, context);
    const folded = fold([{ originId: 1, seq: 4, assessment, naturalKey: null }]);
    expect(folded.quarantine).toEqual([
      { originId: 1, seq: 4, record: null, code: 'entry_malformed', faults: expect.any(String) },
    ]);
    expect(folded.records).toEqual([]);
  });
});
