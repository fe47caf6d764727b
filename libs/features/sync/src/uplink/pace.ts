import { FRAME_BYTES_MAX } from '#core/protocol';
import type { TimeWindow } from '#platform/config';
import { FRAME_BYTES_MIN } from './frame-size.js';

/** A frame under a cap holds what the line may carry in this time: a larger one would take it all at once. */
const FRAME_SECONDS_MAX = 4;

export interface PaceOptions {
  /** What the lane may send on average; undefined for all that the line carries. */
  readonly bytesPerSecondMax: number | undefined;
  /** When the lane may send at all; none for always. */
  readonly windows: readonly TimeWindow[];
}

/** How fast, and at which hours, a lane may send. */
export class Pace {
  constructor(
    private readonly options: PaceOptions,
    /** The time of day in the node's zone, `HH:MM`. */
    private readonly timeOfDay: () => string,
  ) {}

  get frameBytesMax(): number {
    const { bytesPerSecondMax } = this.options;
    if (bytesPerSecondMax === undefined) return FRAME_BYTES_MAX;
    return Math.max(FRAME_BYTES_MIN, bytesPerSecondMax * FRAME_SECONDS_MAX);
  }

  /** True inside one of the windows. One that ends before it begins goes over midnight. */
  isOpen(): boolean {
    const { windows } = this.options;
    if (windows.length === 0) return true;
    const now = this.timeOfDay();
    return windows.some(({ from, to }) => (from <= to ? from <= now && now < to : from <= now || now < to));
  }

  /** How long the line has to rest after so many bytes. */
  pauseMs(bytes: number): number {
    const { bytesPerSecondMax } = this.options;
    return bytesPerSecondMax === undefined ? 0 : Math.ceil((bytes * 1_000) / bytesPerSecondMax);
  }
}

/** Urgent entries are few: no cap and no window holds them back. */
export const UNPACED: PaceOptions = { bytesPerSecondMax: undefined, windows: [] };
