import { FRAME_ENTRIES_MAX, genesis, SEGMENT_ENTRIES_MAX } from '#core/protocol';
import { chainsAt, entriesAfter, type BacklogRow, type Sql, type StoredLogEntry } from '#platform/storage';
import type { Supply } from './frame-assembly.js';

/**
 * Logs whose next checkpoint lies beyond their share of the frame, read in full. More of them wait for the next frame,
 * where they come first: this bounds a frame's memory and starves nobody.
 */
const DEEP_READS_MAX = 2;

/** Reads the next entries of each log: an equal share of the frame, in the order of the backlog. */
export async function readSupplies(sql: Sql, backlog: readonly BacklogRow[]): Promise<Supply[]> {
  const share = Math.ceil(FRAME_ENTRIES_MAX / backlog.length);
  const places = backlog.map((log) => ({ originId: log.originId, seq: log.ackedSeq }));
  const entries = byOrigin(await entriesAfter(sql, places, share));
  const deep = places
    .filter((place) => !reachesCheckpoint(entries.get(place.originId)))
    .slice(0, DEEP_READS_MAX);
  if (deep.length > 0 && share < SEGMENT_ENTRIES_MAX) {
    for (const [id, rows] of byOrigin(await entriesAfter(sql, deep, SEGMENT_ENTRIES_MAX)))
      entries.set(id, rows);
  }
  const chains = await chainsAt(
    sql,
    places.filter((place) => place.seq > 0),
  );
  const prevChain = (log: BacklogRow): string =>
    log.ackedSeq === 0 ? genesis(log) : (chains.get(`${log.originId}:${log.ackedSeq}`) ?? '');
  const served = new Set(deep.map((place) => place.originId));
  const supplies = backlog.map((log) => ({
    log,
    prevChain: prevChain(log),
    entries: entries.get(log.originId) ?? [],
  }));
  return supplies.sort((a, b) => Number(served.has(b.log.originId)) - Number(served.has(a.log.originId)));
}

function reachesCheckpoint(entries: readonly StoredLogEntry[] | undefined): boolean {
  return entries?.some((entry) => entry.signature !== null) ?? false;
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
