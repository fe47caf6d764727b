import { pause } from '../../../demo/src/fleet/index.js';

export interface LineQuality {
  readonly bitsPerSecond: number;
  /** What a byte needs for one way. */
  readonly delayMs: number;
  /** Every so many slices one has to be sent again, and everything behind it waits: what loss looks like from above. */
  readonly stallEvery: number;
  readonly stallMs: number;
}

/** A village behind the mountain: 50 kbit/s, 600 ms there and back. */
export const SLOW_LINE: LineQuality = { bitsPerSecond: 50_000, delayMs: 300, stallEvery: 25, stallMs: 1_200 };

/** What travels at once, as a packet does: those who share a line take turns by it. */
const SLICE_BYTES = 1_400;

/** One direction of a slow link. All connections share it. */
export class Line {
  private free: Promise<void> = Promise.resolve();
  private slices = 0;
  private lifted = false;

  constructor(private readonly quality: LineQuality) {}

  /** The line is fast again, also for what is on its way. */
  lift(): void {
    this.lifted = true;
  }

  /** Gives the bytes slice by slice, as they arrive at the other end. */
  async *carry(bytes: Buffer): AsyncGenerator<Buffer> {
    await this.wait(this.quality.delayMs);
    for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
      const slice = bytes.subarray(start, start + SLICE_BYTES);
      await this.turn(slice.length);
      yield slice;
    }
  }

  private turn(bytes: number): Promise<void> {
    const { bitsPerSecond, stallEvery, stallMs } = this.quality;
    this.slices += 1;
    const stall = this.slices % stallEvery === 0 ? stallMs : 0;
    this.free = this.free.then(() => this.wait((bytes * 8_000) / bitsPerSecond + stall));
    return this.free;
  }

  private async wait(ms: number): Promise<void> {
    if (!this.lifted) await pause(ms);
  }
}
