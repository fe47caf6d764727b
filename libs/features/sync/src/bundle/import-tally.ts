import { logKey, type FrameAnswer, type LogId, type Segment } from '#core/protocol';
import type { LogAnswer } from '../uplink/answer-reading.js';
import {
  NAMED_LOGS_MAX,
  type ImportOutcome,
  type MissingEntries,
  type RefusedLog,
  type CheckedBundle,
} from './bundle-outcome.js';

/** Counts what becomes of a bundle while it is imported. */
export class ImportTally {
  private frames = 0;
  private entries = 0;
  private quarantined = 0;
  private readonly logs = new Set<string>();
  private readonly refused = new Map<string, RefusedLog>();
  private readonly missing: MissingEntries[] = [];

  took(segments: readonly Segment[], { heads, refused, quarantined }: FrameAnswer): void {
    this.frames += 1;
    this.quarantined += quarantined.length;
    const held = new Map(heads.map((head) => [logKey(head), head.seq]));
    const first = new Map<string, number>();
    for (const segment of segments) {
      this.entries += segment.entries.length;
      if (!first.has(logKey(segment))) first.set(logKey(segment), segment.from);
    }
    for (const { code, message: _, ...log } of refused) {
      const [from, to] = [(held.get(logKey(log)) ?? 0) + 1, (first.get(logKey(log)) ?? 1) - 1];
      // What follows a refused segment cannot join either: only where a log begins with a gap is a bundle missing.
      if (code === 'frame_gap' && !this.logs.has(logKey(log)) && this.missing.length < NAMED_LOGS_MAX) {
        this.missing.push({ ...log, from, to });
      }
      this.refuse(log, code);
    }
    for (const log of first.keys()) this.logs.add(log);
  }

  /** `entries` is how many more the parent has acknowledged. */
  heard(answers: readonly LogAnswer[], entries: number, quarantined: number): void {
    this.frames += 1;
    this.entries += entries;
    this.quarantined += quarantined;
    for (const { seq: _, chain: __, signer: ___, refusedCode, ...log } of answers) {
      this.logs.add(logKey(log));
      if (refusedCode !== null) this.refuse(log, refusedCode);
    }
  }

  outcome({ header, bytes }: CheckedBundle): ImportOutcome {
    return {
      kind: header.kind,
      from: header.sender.unit,
      bundle: header.id,
      frames: this.frames,
      logs: this.logs.size,
      entries: this.entries,
      bytes,
      refused: this.refused.size,
      refusals: [...this.refused.values()].slice(0, NAMED_LOGS_MAX),
      quarantined: this.quarantined,
      missing: this.missing,
    };
  }

  private refuse(log: LogId, code: string): void {
    if (!this.refused.has(logKey(log))) this.refused.set(logKey(log), { ...log, code });
  }
}
