import { FRAME_BYTES_MAX } from '#core/protocol';

/** A frame of this size gets through a link of 50 kbit/s in a few seconds, also uncompressed. */
export const FRAME_BYTES_MIN = 32 * 1024;

/**
 * How large the next frame may be. A parent gives a request half a minute: on a slow link a full frame would be cut off
 * again and again, and nothing would ever arrive. So frames shrink fast where they fail and grow again where they arrive.
 */
export class FrameSize {
  private bytes = FRAME_BYTES_MAX;

  get bytesMax(): number {
    return this.bytes;
  }

  shrink(): void {
    this.bytes = Math.max(FRAME_BYTES_MIN, this.bytes / 4);
  }

  grow(): void {
    this.bytes = Math.min(FRAME_BYTES_MAX, this.bytes * 2);
  }
}
