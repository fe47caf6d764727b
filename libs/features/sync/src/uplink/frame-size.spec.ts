import { FRAME_BYTES_MAX } from '#core/protocol';
import { backoffMs, BACKOFF_MS_MAX, BACKOFF_MS_MIN } from './backoff.js';
import { FRAME_BYTES_MIN, FrameSize } from './frame-size.js';

describe('the size of frames', () => {
  it('shrinks where they fail and grows again where they arrive, within its bounds', () => {
    const size = new FrameSize();
    expect(size.bytesMax).toBe(FRAME_BYTES_MAX);
    for (let failure = 0; failure < 10; failure += 1) size.shrink();
    expect(size.bytesMax).toBe(FRAME_BYTES_MIN);
    size.grow();
    expect(size.bytesMax).toBe(2 * FRAME_BYTES_MIN);
    for (let success = 0; success < 10; success += 1) size.grow();
    expect(size.bytesMax).toBe(FRAME_BYTES_MAX);
  });
});

describe('the pause before the next attempt', () => {
  it('doubles its ceiling with every failure, up to a bound', () => {
    const ceilings = [1, 2, 3, 20, 1_000_000].map((failures) => backoffMs(failures, 1));
    expect(ceilings).toEqual([500, 1_000, 2_000, BACKOFF_MS_MAX, BACKOFF_MS_MAX]);
    expect(BACKOFF_MS_MIN).toBe(250);
  });

  it('is drawn from the whole range, so that children do not return together', () => {
    expect([0, 0.25, 0.5].map((random) => backoffMs(3, random))).toEqual([0, 500, 1_000]);
  });

  it('is no shorter than the parent asks for, within the same bound', () => {
    expect(backoffMs(1, 0, 7_000)).toBe(7_000);
    expect(backoffMs(1, 0, 3_600_000)).toBe(BACKOFF_MS_MAX);
  });
});
