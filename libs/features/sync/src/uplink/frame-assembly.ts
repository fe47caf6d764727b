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
  readonly last: StoredLogEntry;
}

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

/** The longest run of entries that ends at a checkpoint and keeps the bounds of a segment. */
interface Run {
  readonly entries: readonly SealedEntry[];
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
    const { log, entries } = supply;
    const segments: Segment[] = [];
    let last: StoredLogEntry | undefined;
    let from = log.ackedSeq + 1;
    let prevChain = supply.prevChain;
    let knownSigner = log.knownSigner;
    while (this.segmentsLeft > 0) {
      const run = this.nextRun(entries, from - log.ackedSeq - 1);
      if (!run) break;
      const { origin, epoch } = log;
      const place = { origin, epoch, from, prevChain };
      const segment = { ...place, ...this.signed(run.last, knownSigner), entries: run.entries };
      if (!this.spend(segment, run.bytes)) break;
      segments.push(segment);
      last = run.last;
      from = last.seq + 1;
      prevChain = last.chain;
      knownSigner = last.signer;
    }
    return last && { supply, segments, last };
  }

  private nextRun(stored: readonly StoredLogEntry[], start: number): Run | undefined {
    const entries: SealedEntry[] = [];
    let [size, bytes] = [0, 0];
    let run: Run | undefined;
    for (const row of stored.slice(start, start + Math.min(SEGMENT_ENTRIES_MAX, this.entriesLeft))) {
      const entry = redactFor(this.level, { header: row.header, sections: row.sections });
      size += entryBytes(entry);
      bytes += Buffer.byteLength(entryText(entry)) + 1;
      if (size > SEGMENT_BYTES_MAX || !this.hasRoom(bytes, run !== undefined)) break;
      entries.push(entry);
      if (row.signature !== null) run = { entries: entries.slice(), last: row, bytes };
    }
    return run;
  }

  /** The frame's first segment may be larger than the frame should be: it cannot be cut any finer. */
  private hasRoom(bytes: number, finer: boolean): boolean {
    return bytes <= this.bytesLeft || (!finer && this.segmentsLeft === FRAME_SEGMENTS_MAX);
  }

  private spend(segment: Segment, bytesOfEntries: number): boolean {
    const bytes = bytesOfEntries + Buffer.byteLength(segmentHead(segment, segment.entries.length)) + 1;
    if (!this.hasRoom(bytes, false)) return false;
    this.segmentsLeft -= 1;
    this.entriesLeft -= segment.entries.length;
    this.bytesLeft -= bytes;
    return true;
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
