import type { Level } from '#core/kernel';
import {
  entryBytes,
  entryText,
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
import type { StoredLogEntry } from '#platform/storage';
import type { Supply } from './supply.js';

/** What a frame carries of one log. */
export interface Portion {
  readonly supply: Supply;
  readonly segments: readonly Segment[];
  /** The last entry of the last segment. */
  readonly last: Pick<StoredLogEntry, 'seq' | 'chain' | 'signer'>;
}

/** For whoever writes a log, or is to: all of it may be held there, whatever the level of the node. */
export const WHOLE: Level = 'community';

/** The frame's first line. */
const FRAME_HEAD_BYTES = 32;

/**
 * Takes supplies in order until the frame is full. Every segment ends at a checkpoint of its origin and is no longer
 * than the distance between two checkpoints may be, so that the next relay can cut where this one did. `bytesMax` makes
 * smaller frames for a bad link; one segment is sent even where it alone is larger.
 */
export function assembleFrame(
  supplies: readonly Supply[],
  parentLevel: Level,
  certificates: ReadonlyMap<string, CertificateChain>,
  bytesMax = FRAME_BYTES_MAX,
): Portion[] {
  const frame = new FrameInMaking(parentLevel, certificates, bytesMax);
  return supplies.flatMap((supply) => frame.take(supply) ?? []);
}

/** Where a segment begins in its log. */
type Place = Pick<Segment, 'origin' | 'epoch' | 'lane' | 'from' | 'prevChain'>;

interface Run {
  readonly segment: Segment;
  readonly last: StoredLogEntry;
  readonly bytes: number;
}

class FrameInMaking {
  private segmentsLeft = FRAME_SEGMENTS_MAX;
  private entriesLeft = FRAME_ENTRIES_MAX;
  private bytesLeft: number;

  constructor(
    private readonly level: Level,
    private readonly certificates: ReadonlyMap<string, CertificateChain>,
    bytesMax: number,
  ) {
    this.bytesLeft = bytesMax - FRAME_HEAD_BYTES;
  }

  /** Cuts as many segments of one log as fit; undefined where not even the first one does. */
  take(supply: Supply): Portion | undefined {
    const { origin, epoch, lane, ackedSeq, knownSigner } = supply.log;
    const segments: Segment[] = [];
    let last: StoredLogEntry | undefined;
    let place: Place = { origin, epoch, lane, from: ackedSeq + 1, prevChain: supply.prevChain };
    let known = knownSigner;
    while (this.segmentsLeft > 0) {
      const run = this.nextRun(supply.entries.slice(place.from - ackedSeq - 1), place, known);
      if (!run) break;
      segments.push(run.segment);
      this.segmentsLeft -= 1;
      this.entriesLeft -= run.segment.entries.length;
      this.bytesLeft -= run.bytes;
      last = run.last;
      place = { ...place, from: last.seq + 1, prevChain: last.chain };
      known = last.signer;
    }
    return last && { supply, segments, last };
  }

  /** The longest run of entries that ends at a checkpoint and keeps the bounds of a segment. */
  private nextRun(
    stored: readonly StoredLogEntry[],
    place: Place,
    knownSigner: string | null,
  ): Run | undefined {
    const entries: SealedEntry[] = [];
    let [size, bytes] = [0, 0];
    let run: Run | undefined;
    for (const row of stored.slice(0, Math.min(SEGMENT_ENTRIES_MAX, this.entriesLeft))) {
      const entry = redactFor(this.level, { header: row.header, sections: row.sections });
      size += entryBytes(entry);
      bytes += Buffer.byteLength(entryText(entry)) + 1;
      if (size > SEGMENT_BYTES_MAX || !this.hasRoom(bytes, run)) break;
      entries.push(entry);
      if (row.signature === null) continue;
      const head = { ...place, ...this.signed(row, knownSigner), entries: [] };
      const total = bytes + Buffer.byteLength(segmentHead(head, entries.length)) + 1;
      if (!this.hasRoom(total, run)) break;
      run = { segment: { ...head, entries: entries.slice() }, last: row, bytes: total };
    }
    return run;
  }

  /** The frame's first run may be larger than the frame should be: it cannot be cut any finer. */
  private hasRoom(bytes: number, run: Run | undefined): boolean {
    return bytes <= this.bytesLeft || (run === undefined && this.segmentsLeft === FRAME_SEGMENTS_MAX);
  }

  /** The signer's certificates go along until the parent knows the signer. */
  private signed(
    { signer, signature }: StoredLogEntry,
    knownSigner: string | null,
  ): Pick<Segment, 'checkpoint' | 'certificates'> {
    const checkpoint = { signer: signer ?? '', signature: signature ?? '' };
    const certificates =
      signer === null || signer === knownSigner ? undefined : this.certificates.get(signer);
    return certificates ? { checkpoint, certificates } : { checkpoint };
  }
}
