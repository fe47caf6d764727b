import { FRAME_ENTRIES_MAX, genesis, SEGMENT_ENTRIES_MAX, type CertificateChain } from '#core/protocol';
import {
  chainsAt,
  entriesAfter,
  findCertificates,
  type BacklogRow,
  type Sql,
  type StoredLogEntry,
} from '#platform/storage';

/** One log's next entries, from which segments are cut. */
export interface Supply {
  readonly log: BacklogRow;
  readonly prevChain: string;
  readonly entries: readonly StoredLogEntry[];
}

/** Where a log was acknowledged. */
interface Place {
  readonly originId: number;
  readonly seq: number;
}

/**
 * Logs whose next checkpoint lies beyond their share of the frame, read up to it. More of them wait for the next frame,
 * where they are earlier in the backlog: as many as fill a frame, so that its memory is bounded and nobody starves.
 */
const DEEP_READS_MAX = FRAME_ENTRIES_MAX / SEGMENT_ENTRIES_MAX;

/** Reads the next entries of each log, in the order of the backlog: an equal share of the frame for each. */
export async function readSupplies(sql: Sql, backlog: readonly BacklogRow[]): Promise<Supply[]> {
  const places = backlog.map((log) => ({ originId: log.originId, seq: log.ackedSeq }));
  const begun = places.filter((place) => place.seq > 0);
  const [entries, chains] = await Promise.all([readEntries(sql, places), chainsAt(sql, begun)]);
  return backlog.map((log) => ({
    log,
    prevChain: log.ackedSeq === 0 ? genesis(log) : (chains.get(`${log.originId}:${log.ackedSeq}`) ?? ''),
    // A log that was closed for the next epoch ends before its head.
    entries: (entries.get(log.originId) ?? []).filter(({ seq }) => seq <= log.headSeq),
  }));
}

async function readEntries(sql: Sql, places: readonly Place[]): Promise<Map<number, StoredLogEntry[]>> {
  const share = Math.ceil(FRAME_ENTRIES_MAX / places.length);
  const entries = byOrigin(await entriesAfter(sql, places, share));
  const deep = places
    .filter((place) => firstRun(entries.get(place.originId)).length === 0)
    .slice(0, DEEP_READS_MAX);
  if (deep.length === 0 || share >= SEGMENT_ENTRIES_MAX) return entries;
  const rows = byOrigin(await entriesAfter(sql, deep, SEGMENT_ENTRIES_MAX));
  // No further than to the first checkpoint: the rest of the frame is for the others.
  for (const { originId } of deep) entries.set(originId, firstRun(rows.get(originId)));
  return entries;
}

/** The entries up to the first checkpoint; none where there is no checkpoint among them. */
function firstRun(entries: readonly StoredLogEntry[] = []): StoredLogEntry[] {
  return entries.slice(0, entries.findIndex((entry) => entry.signature !== null) + 1);
}

function byOrigin(entries: readonly StoredLogEntry[]): Map<number, StoredLogEntry[]> {
  const groups = new Map<number, StoredLogEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.originId);
    if (group) group.push(entry);
    else groups.set(entry.originId, [entry]);
  }
  return groups;
}

/** The chains of the signers that the receiver of these entries does not know yet. */
export async function neededCertificates(
  sql: Sql,
  supplies: readonly Supply[],
): Promise<ReadonlyMap<string, CertificateChain>> {
  const unknown = new Set<string>();
  for (const { log, entries } of supplies) {
    for (const { signer } of entries) if (signer !== null && signer !== log.knownSigner) unknown.add(signer);
  }
  return unknown.size === 0 ? new Map() : findCertificates(sql, [...unknown]);
}
