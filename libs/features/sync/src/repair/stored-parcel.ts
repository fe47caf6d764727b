import type { Level } from '#core/kernel';
import { firstOf, redactFor, REPAIR_ENTRIES_MAX, type ChainAt, type LogId, type Span } from '#core/protocol';
import { chainsAt, entriesAfter, findLog, type Sql, type StoredLogEntry } from '#platform/storage';
import type { OfferedEntry } from './offer.js';
import { withinBounds, type Parcel } from './repair-wire.js';

/** What this node holds of the spans that another one asks for, as a node of that level may see it. */
export async function readStoredParcel(
  sql: Sql,
  log: LogId,
  spans: readonly Span[],
  level: Level,
): Promise<Parcel> {
  const origin = await findLog(sql, log);
  if (!origin) return { ...log, head: null, entries: [] };
  const entries: OfferedEntry[] = [];
  for (const { from, to } of firstOf(spans, REPAIR_ENTRIES_MAX)) {
    const rows = await entriesAfter(sql, [{ originId: origin.id, seq: from - 1 }], to - from + 1);
    entries.push(...rows.filter(({ seq }) => seq <= to).map((row) => offeredOf(row, level)));
  }
  const head = { seq: origin.headSeq, chain: origin.headChain };
  return { ...log, head, entries: withinBounds(entries) };
}

function offeredOf({ seq, header, sections, signer, signature }: StoredLogEntry, level: Level): OfferedEntry {
  const checkpoint = signer === null || signature === null ? null : { signer, signature };
  return { seq, entry: redactFor(level, { header, sections }), checkpoint };
}

/** The chains that this node holds at places of a log; those that it does not hold are left out. */
export async function readStoredChains(sql: Sql, log: LogId, at: readonly number[]): Promise<ChainAt[]> {
  const origin = await findLog(sql, log);
  if (!origin || at.length === 0) return [];
  const chains = await chainsAt(
    sql,
    at.map((seq) => ({ originId: origin.id, seq })),
  );
  return at.flatMap((seq) => {
    const chain = chains.get(`${origin.id}:${seq}`);
    return chain === undefined ? [] : { seq, chain };
  });
}
