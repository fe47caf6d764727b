import { KEYS_MAX, WINDOW_MS } from './limits.js';

interface Count {
  written: number;
  left: number;
}

export interface Admitted {
  /** How many like it were left out since the last one that was written. */
  readonly left: number;
  /** No more like it will be written in this window. */
  readonly last: boolean;
}

/** Bounds how much of one kind is written in a minute, by keys of who asks. Each process counts for itself. */
export class Admission {
  private counts = new Map<string, Count>();
  private beganMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly max: number,
    private readonly keysMax = KEYS_MAX,
  ) {}

  /** Undefined where there were enough of them. Keys beyond the bound share one count. */
  admit(key: string, nowMs = performance.now()): Admitted | undefined {
    this.turn(nowMs);
    const known = this.counts.has(key) || this.counts.size < this.keysMax;
    const name = known ? key : '';
    const count = this.counts.get(name) ?? { written: 0, left: 0 };
    this.counts.set(name, count);
    if (count.written >= this.max) {
      count.left += 1;
      return undefined;
    }
    count.written += 1;
    const { left } = count;
    count.left = 0;
    return { left, last: count.written === this.max };
  }

  /** What was admitted has come to nothing: the next like it is admitted in its place. */
  forget(key: string): void {
    const count = this.counts.get(this.counts.has(key) ? key : '');
    if (count && count.written > 0) count.written -= 1;
  }

  /** In a new window everybody begins anew; who was left out in the one before is remembered for one more. */
  private turn(nowMs: number): void {
    if (nowMs - this.beganMs < WINDOW_MS) return;
    this.beganMs = nowMs;
    const leftOut = [...this.counts].filter(([, { written, left }]) => written > 0 && left > 0);
    this.counts = new Map(leftOut.map(([key, { left }]) => [key, { written: 0, left }]));
  }
}
