import type { Level } from '#core/kernel';
import {
  entryText,
  FRAME_BYTES_MAX,
  FRAME_ENTRIES_MAX,
  FRAME_SEGMENTS_MAX,
  redactFor,
  type CertificateChain,
  type SealedEntry,
  type Segment,
} from '#core/protocol';
import type { BacklogRow, StoredLogEntry } from '#platform/storage';

/** One log's next entries, from which a segment is cut. */
export interface Supply {
  readonly log: BacklogRow;
  readonly prevChain: string;
  readonly entries: readonly StoredLogEntry[];
}

/** A segment's own line with its certificates is never longer. */
const SEGMENT_HEAD_BYTES = 400;
const CERTIFICATES_BYTES = 2_400;

/** Takes supplies in order until the frame is full. Every segment ends at a checkpoint of its origin. */
export function assembleFrame(
  supplies: readonly Supply[],
  parentLevel: Level,
  certificates: ReadonlyMap<string, CertificateChain>,
): Segment[] {
  const segments: Segment[] = [];
  let entriesLeft = FRAME_ENTRIES_MAX;
  let bytesLeft = FRAME_BYTES_MAX;
  for (const supply of supplies) {
    if (segments.length === FRAME_SEGMENTS_MAX) break;
    const cut = cutSegment(
      supply,
      parentLevel,
      entriesLeft,
      bytesLeft - SEGMENT_HEAD_BYTES - CERTIFICATES_BYTES,
    );
    if (!cut) continue;
    segments.push(toSegment(supply, cut, certificates));
    entriesLeft -= cut.entries.length;
    bytesLeft -= cut.bytes + SEGMENT_HEAD_BYTES + (segments.at(-1)?.certificates ? CERTIFICATES_BYTES : 0);
  }
  return segments;
}

interface Cut {
  readonly entries: readonly SealedEntry[];
  readonly last: StoredLogEntry;
  readonly bytes: number;
}

/** The longest run that fits and ends at a checkpoint; undefined where not even the first checkpoint fits. */
function cutSegment(supply: Supply, level: Level, entriesMax: number, bytesMax: number): Cut | undefined {
  const entries: SealedEntry[] = [];
  let bytes = 0;
  let cut: Cut | undefined;
  for (const stored of supply.entries) {
    const entry = redactFor(level, { header: stored.header, sections: stored.sections });
    bytes += Buffer.byteLength(entryText(entry)) + 1;
    if (entries.length === entriesMax || bytes > bytesMax) break;
    entries.push(entry);
    if (stored.signature !== null) cut = { entries: entries.slice(), last: stored, bytes };
  }
  return cut;
}

function toSegment(supply: Supply, cut: Cut, certificates: ReadonlyMap<string, CertificateChain>): Segment {
  const { log, prevChain } = supply;
  const signer = cut.last.signer ?? '';
  const chain = log.knownSigner === signer ? undefined : certificates.get(signer);
  return {
    origin: log.origin,
    epoch: log.epoch,
    from: log.ackedSeq + 1,
    prevChain,
    checkpoint: { signer, signature: cut.last.signature ?? '' },
    ...(chain ? { certificates: chain } : {}),
    entries: cut.entries,
  };
}
