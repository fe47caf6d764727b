import type { Level } from '#core/kernel';
import {
  entryBytes,
  FRAME_BYTES_MAX,
  FRAME_ENTRIES_MAX,
  FRAME_SEGMENTS_MAX,
  redactFor,
  SEGMENT_BYTES_MAX,
  SEGMENT_ENTRIES_MAX,
  segmentHead,
  type CertificateChain,
  type SealedEntry,
  type Segment,
} from '#core/protocol';
import type { BacklogRow, StoredLogEntry } from '#platform/storage';

/** One log's next entries, from which segments are cut. */
export interface Supply {
  readonly log: BacklogRow;
  readonly prevChain: string;
  readonly entries: readonly StoredLogEntry[];
}

/** The frame's first line. */
const FRAME_HEAD_BYTES = 32;

/** Digits of a segment's count, and line feeds around its own line. */
const SEGMENT_SLACK_BYTES = 8;

/**
 * Takes supplies in order until the frame is full. Every segment ends at a checkpoint of its origin and is no longer
 * than the distance between two checkpoints may be, so that the next relay can cut where this one did.
 */
export function assembleFrame(
  supplies: readonly Supply[],
  parentLevel: Level,
  certificates: ReadonlyMap<string, CertificateChain>,
): Segment[] {
  const frame = new FrameInMaking(parentLevel, certificates);
  for (const supply of supplies) frame.take(supply);
  return frame.segments;
}

class FrameInMaking {
  readonly segments: Segment[] = [];
  private entriesLeft = FRAME_ENTRIES_MAX;
  private bytesLeft = FRAME_BYTES_MAX - FRAME_HEAD_BYTES;

  constructor(
    private readonly level: Level,
    private readonly certificates: ReadonlyMap<string, CertificateChain>,
  ) {}

  /** Cuts as many segments of one log as fit. */
  take({ log, prevChain, entries }: Supply): void {
    let start = 0;
    let chain = prevChain;
    let known = log.knownSigner;
    while (start < entries.length && this.segments.length < FRAME_SEGMENTS_MAX) {
      const place = {
        origin: log.origin,
        epoch: log.epoch,
        from: log.ackedSeq + 1 + start,
        prevChain: chain,
      };
      const segment = this.cut(entries, start, place, known);
      if (!segment) return;
      this.segments.push(segment);
      start += segment.entries.length;
      chain = entries[start - 1]?.chain ?? '';
      known = segment.checkpoint.signer;
    }
  }

  /** The longest run that fits and ends at a checkpoint; undefined where not even the first one fits. */
  private cut(
    stored: readonly StoredLogEntry[],
    start: number,
    place: Pick<Segment, 'origin' | 'epoch' | 'from' | 'prevChain'>,
    knownSigner: string | null,
  ): Segment | undefined {
    const countMax = Math.min(SEGMENT_ENTRIES_MAX, this.entriesLeft, stored.length - start);
    const entries: SealedEntry[] = [];
    let bytes = 0;
    let segment: Segment | undefined;
    let cost = 0;
    for (let count = 1; count <= countMax; count++) {
      const row = stored[start + count - 1];
      if (!row) break;
      const entry = redactFor(this.level, { header: row.header, sections: row.sections });
      bytes += entryBytes(entry);
      if (bytes > SEGMENT_BYTES_MAX) break;
      entries.push(entry);
      const head = this.headAt(row, place, knownSigner);
      if (!head) continue;
      const total = bytes + Buffer.byteLength(segmentHead(head, count)) + SEGMENT_SLACK_BYTES;
      if (total > this.bytesLeft) break;
      segment = { ...head, entries: entries.slice() };
      cost = total;
    }
    this.entriesLeft -= segment?.entries.length ?? 0;
    this.bytesLeft -= cost;
    return segment;
  }

  /** The segment's head where the entry carries a checkpoint. The signer's certificates go along until they are known. */
  private headAt(
    row: StoredLogEntry,
    place: Pick<Segment, 'origin' | 'epoch' | 'from' | 'prevChain'>,
    knownSigner: string | null,
  ): Segment | undefined {
    const { signer, signature } = row;
    if (signer === null || signature === null) return undefined;
    const certificates = signer === knownSigner ? undefined : this.certificates.get(signer);
    return {
      ...place,
      checkpoint: { signer, signature },
      ...(certificates ? { certificates } : {}),
      entries: [],
    };
  }
}
