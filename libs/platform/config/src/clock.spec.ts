import { Clock } from './clock.js';
import type { NodeConfig } from './node-config.js';

const clockIn = (timeZone: string): Clock => new Clock({ timeZone } as NodeConfig);

describe('the day of an instant', () => {
  it.each([
    ['Asia/Shanghai', '2026-03-01T15:59:59.999Z', '2026-03-01'],
    ['Asia/Shanghai', '2026-03-01T16:00:00.000Z', '2026-03-02'],
    ['UTC', '2026-03-01T23:59:59.999Z', '2026-03-01'],
  ])('is the one of the zone %s at %s', (zone, instant, day) => {
    expect(clockIn(zone).dayOf(new Date(instant))).toBe(day);
  });
});
