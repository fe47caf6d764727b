import type { Level } from '#core/kernel';
import { encodeFrame, FRAME_BYTES_MAX, FRAME_SEGMENTS_MAX, type LogId } from '#core/protocol';
import type { BacklogRow, Sql } from '#platform/storage';
import { assembleFrame, type Portion } from '../uplink/frame-assembly.js';
import { neededCertificates, readSupplies } from '../uplink/supply.js';

export interface PackedFrame {
  readonly text: string;
  readonly portions: readonly Portion[];
}

/**
 * Makes frames for a file, as the uplink does for the link, with the difference that nobody answers meanwhile: where
 * each log stands is remembered here, and nowhere else.
 */
export class FramePacker {
  /** Logs that cannot be cut at a checkpoint: they must not keep the others from going on. */
  readonly stuck: LogId[] = [];
  private queue: BacklogRow[];

  constructor(
    private readonly sql: Sql,
    logs: readonly BacklogRow[],
    private readonly level: Level,
  ) {
    this.queue = logs.filter(hasMore);
  }

  /** What would still have to be packed. */
  get remaining(): { readonly logs: number; readonly entries: number } {
    const entries = this.queue.reduce((sum, log) => sum + log.headSeq - log.ackedSeq, 0);
    return { logs: this.queue.length, entries };
  }

  /** The next frame; undefined where nothing is left. It comes again until `advance` says that it was taken. */
  async next(bytesMax = FRAME_BYTES_MAX): Promise<PackedFrame | undefined> {
    for (;;) {
      const [first] = this.queue;
      if (!first) return undefined;
      const supplies = await readSupplies(this.sql, this.queue.slice(0, FRAME_SEGMENTS_MAX));
      const certificates = await neededCertificates(this.sql, supplies);
      const portions = assembleFrame(supplies, this.level, certificates, bytesMax);
      if (portions[0]?.supply.log === first) {
        return { text: encodeFrame(portions.flatMap(({ segments }) => segments)), portions };
      }
      this.stuck.push(first);
      this.queue.shift();
    }
  }

  /** Whoever was served goes behind those that wait. */
  advance({ portions }: PackedFrame): void {
    const served = new Set(portions.map(({ supply }) => supply.log));
    const moved = portions.map(({ supply, last }) => {
      return { ...supply.log, ackedSeq: last.seq, knownSigner: last.signer };
    });
    this.queue = [...this.queue.filter((log) => !served.has(log)), ...moved.filter(hasMore)];
  }
}

function hasMore({ ackedSeq, headSeq }: BacklogRow): boolean {
  return headSeq > ackedSeq;
}
