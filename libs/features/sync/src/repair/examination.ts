import {
  genesis,
  LogInspection,
  REPAIR_ENTRIES_MAX,
  type Correction,
  type Place,
  type Span,
} from '#core/protocol';
import {
  checkpointsBefore,
  entriesAfter,
  type OriginRow,
  type Sql,
  type StoredLogEntry,
} from '#platform/storage';
import type { Attestation, AttestedRow } from '#features/ledger';

/** Rows read at once: as many as lie between two checkpoints. */
const READ_ROWS = REPAIR_ENTRIES_MAX;

/** Rows that one examination looks at: bounds how long the log's lock is held. */
const ROWS_MAX = 2_000;

/** A row with what is stored before and behind it. */
export interface Neighbours {
  readonly before: StoredLogEntry | undefined;
  readonly behind: StoredLogEntry | undefined;
}

/** Puts what another node brings in the place of what is stored here, before it is judged. */
export type Overlay = (
  seq: number,
  stored: StoredLogEntry | undefined,
  neighbours: Neighbours,
) => AttestedRow | undefined;

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface ExaminedStretch {
  readonly proven: readonly Stretch[];
  readonly corrections: readonly Correction[];
  readonly damage: readonly Span[];
  /** What was judged: the rows stored here with those brought in their place. */
  readonly judged: readonly AttestedRow[];
  readonly stored: ReadonlyMap<number, StoredLogEntry>;
  /** Up to here the log need not be looked at again. */
  readonly lookedTo: number;
}

/** What an examination of one log needs. */
export interface ExaminedLog {
  readonly origin: OriginRow;
  readonly attestation: Attestation;
  /** Where the log ends, by its head or its last row. */
  readonly end: number;
  /** True where the rows that looked damaged were not. */
  readonly whole: boolean;
}

/** The nearest place before an entry whose chain its origin has signed, or the genesis. */
export async function provenBefore(
  sql: Sql,
  { id, origin, epoch, lane }: OriginRow,
  seq: number,
  attestation: Attestation,
): Promise<Place> {
  const checkpoints = await checkpointsBefore(sql, id, seq);
  await attestation.fetch(checkpoints);
  const log = { origin, epoch, lane };
  const sound = checkpoints.find((row) =>
    attestation.attests(row, { ...log, seq: row.seq, chain: row.chain }),
  );
  return sound ? { seq: sound.seq, chain: sound.chain } : { seq: 0, chain: genesis(log) };
}

/** Judges a stretch of a stored log, from the proven place before it to the one behind it. */
export async function examine(
  sql: Sql,
  log: ExaminedLog,
  stretch: Stretch,
  overlay: Overlay = (_, stored) => stored,
): Promise<ExaminedStretch> {
  const { attestation, whole, end } = log;
  const { id, origin, epoch, lane } = log.origin;
  const anchor = await provenBefore(sql, log.origin, stretch.from, attestation);
  const inspection = new LogInspection<AttestedRow>(
    { origin, epoch, lane },
    anchor,
    attestation.attests,
    whole,
  );
  const stored = new Map<number, StoredLogEntry>();
  const judged: AttestedRow[] = [];
  for (let after = anchor.seq; inspection.at.seq < stretch.to && judged.length < ROWS_MAX;) {
    const batch = await entriesAfter(sql, [{ originId: id, seq: after }], READ_ROWS);
    for (const row of batch) stored.set(row.seq, row);
    const isLast = batch.length < READ_ROWS;
    const upTo = isLast ? end : (batch.at(-1)?.seq ?? end);
    const rows = [...overlaid(batch, { from: after + 1, to: upTo }, overlay)];
    await attestation.fetch(rows);
    const going = rows.every((row) => {
      judged.push(row);
      return inspection.take(row);
    });
    if (!going) inspection.giveUp();
    else if (isLast) inspection.end(end);
    if (!going || isLast) break;
    after = upTo;
  }
  const { proven, corrections, damage } = inspection;
  const lookedTo = Math.max(inspection.at.seq, ...damage.map(({ to }) => to));
  return { proven, corrections, damage, judged, stored, lookedTo };
}

/** What is stored and what is brought, in the order of the log. */
function* overlaid(
  batch: readonly StoredLogEntry[],
  { from, to }: Stretch,
  overlay: Overlay,
): Generator<AttestedRow> {
  let next = from;
  let before: StoredLogEntry | undefined;
  const gapBefore = function* (behind: StoredLogEntry | undefined, end: number): Generator<AttestedRow> {
    for (const last = Math.min(end, next + ROWS_MAX); next < last; next++) {
      const row = overlay(next, undefined, { before, behind });
      if (row) yield row;
    }
  };
  for (const row of batch) {
    yield* gapBefore(row, row.seq);
    yield overlay(row.seq, row, { before, behind: undefined }) ?? row;
    [next, before] = [row.seq + 1, row];
  }
  yield* gapBefore(undefined, to + 1);
}
