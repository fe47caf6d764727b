import { LogInspection, parseHeader, REPAIR_ENTRIES_MAX } from '#core/protocol';
import {
  beginPass,
  endPass,
  entriesAfter,
  moveWalk,
  originsFrom,
  readWalk,
  type OriginRow,
  type Sql,
  type StoredLogEntry,
} from '#platform/storage';
import type { Attestation, AttestedRow } from '#features/ledger';
import { provenBefore, type Stretch } from './examination.js';

/** Rows of one step: some runs, so that every step comes to a checkpoint and goes on behind it. */
const STEP_ROWS = 4 * REPAIR_ENTRIES_MAX;

/** A pass begins so long after the one before it began: a node with little in it need not hash all the time. */
const PASS_EVERY_MS = 10_000;

/** What one step of the walk has hashed, and what in it is to be looked at under the log's lock. */
export interface HashedStep {
  readonly originId: number;
  readonly rows: number;
  readonly suspected: readonly Stretch[];
}

/** Hashes the next entries again; undefined at the end of a pass, and while the next one is not due. */
export async function walkHashes(sql: Sql, attestation: Attestation): Promise<HashedStep | undefined> {
  const walk = await readWalk(sql, 'hashes');
  const isNew = walk.originId === 0;
  if (isNew && walk.passes > 0 && walk.ageMs < PASS_EVERY_MS) return undefined;
  if (isNew) await beginPass(sql, 'hashes');
  const [origin] = await originsFrom(sql, walk.originId, 1);
  if (!origin) {
    await endPass(sql, 'hashes');
    return undefined;
  }
  const after = origin.id === walk.originId ? walk.seq : 0;
  const { suspected, rows, next } = await hashStep(sql, origin, after, attestation);
  const to = next === undefined ? { originId: origin.id + 1, seq: 0 } : { originId: origin.id, seq: next };
  await moveWalk(sql, 'hashes', { ...to, rows });
  return { originId: origin.id, rows, suspected };
}

async function hashStep(
  sql: Sql,
  log: OriginRow,
  after: number,
  attestation: Attestation,
): Promise<{ suspected: Stretch[]; rows: number; next: number | undefined }> {
  const { id, origin, epoch, lane } = log;
  const anchor = await provenBefore(sql, log, after + 1, attestation);
  const inspection = new LogInspection<AttestedRow>({ origin, epoch, lane }, anchor, attestation.attests);
  const batch = await entriesAfter(sql, [{ originId: id, seq: anchor.seq }], STEP_ROWS);
  await attestation.fetch(batch);
  const suspected: Stretch[] = [];
  const going = batch.every((row) => {
    if (isMisindexed(row)) suspected.push({ from: row.seq, to: row.seq });
    return inspection.take(row);
  });
  const isLast = batch.length < STEP_ROWS;
  if (!going) inspection.giveUp();
  else if (isLast) inspection.end(inspection.lastSeq);
  suspected.push(...inspection.damage, ...inspection.corrections.map(({ seq }) => ({ from: seq, to: seq })));
  // Behind a run without end there is nothing to begin at again until it is mended.
  const next = going && !isLast && inspection.at.seq > after ? inspection.at.seq : undefined;
  return { suspected, rows: batch.length, next };
}

/** The columns by which a record's versions are found say something else than the header. */
function isMisindexed({ header, record, version }: StoredLogEntry): boolean {
  const parsed = parseHeader(header);
  return record !== (parsed?.record ?? null) || version !== (parsed?.version ?? null);
}
