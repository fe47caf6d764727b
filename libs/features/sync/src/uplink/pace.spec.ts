import fc from 'fast-check';
import { FRAME_BYTES_MAX } from '#core/protocol';
import { FRAME_BYTES_MIN } from './frame-size.js';
import { Pace, UNPACED } from './pace.js';

const at = (time: string, ...windows: string[]): boolean => {
  const list = windows.map((window) => ({ from: window.slice(0, 5), to: window.slice(6) }));
  return new Pace({ bytesPerSecondMax: undefined, windows: list }, () => time).isOpen();
};

describe('the hours of a lane', () => {
  it('are all hours where none are named', () => {
    expect(['00:00', '12:00', '23:59'].map((time) => at(time))).toEqual([true, true, true]);
  });
  it('begin with the first minute and end before the last', () => {
    const open = ['11:59', '12:00', '13:29', '13:30'].map((time) => at(time, '12:00-13:30'));
    expect(open).toEqual([false, true, true, false]);
  });
  it('may go over midnight', () => {
    const open = ['19:59', '20:00', '00:00', '05:59', '06:00'].map((time) => at(time, '20:00-06:00'));
    expect(open).toEqual([false, true, true, true, false]);
  });
  it('may be several', () => {
    expect(['07:00', '12:15', '15:00'].map((time) => at(time, '06:00-08:00', '12:00-13:00'))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the cap of a lane', () => {
  const capped = (bytesPerSecondMax: number): Pace =>
    new Pace({ bytesPerSecondMax, windows: [] }, () => '12:00');

  it('is no cap for the urgent lane', () => {
    const urgent = new Pace(UNPACED, () => '12:00');
    expect([urgent.isOpen(), urgent.pauseMs(FRAME_BYTES_MAX), urgent.frameBytesMax]).toEqual([
      true,
      0,
      FRAME_BYTES_MAX,
    ]);
  });
  it('makes the line rest so long that the average keeps to it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 0, max: FRAME_BYTES_MAX }),
        (cap, bytes) => {
          const pauseMs = capped(cap).pauseMs(bytes);
          expect((pauseMs / 1_000) * cap).toBeGreaterThanOrEqual(bytes - 1e-6);
          expect(((pauseMs - 1) / 1_000) * cap).toBeLessThan(Math.max(bytes, 1));
        },
      ),
    );
  });
  it('cuts frames to some seconds of the line, but never so small that nothing gets through', () => {
    expect(capped(1).frameBytesMax).toBe(FRAME_BYTES_MIN);
    expect(capped(20_000).frameBytesMax).toBe(80_000);
  });
});
