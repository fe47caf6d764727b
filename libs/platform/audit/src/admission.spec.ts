import fc from 'fast-check';
import { Admission } from './admission.js';
import { WINDOW_MS } from './limits.js';

it('admits so many of each key in a window, and says which is the last and how many were left out', () => {
  const admission = new Admission(2);
  const at = (ms: number, key = 'a') => admission.admit(key, ms);
  expect([at(0), at(1), at(2), at(3), at(4, 'b')]).toEqual([
    { left: 0, last: false },
    { left: 0, last: true },
    undefined,
    undefined,
    { left: 0, last: false },
  ]);
  expect([at(WINDOW_MS), at(WINDOW_MS + 1), at(WINDOW_MS + 2, 'b')]).toEqual([
    { left: 2, last: false },
    { left: 0, last: true },
    { left: 0, last: false },
  ]);
});

it('admits another in the place of what came to nothing', () => {
  const admission = new Admission(1);
  expect(admission.admit('a', 0)).toBeDefined();
  admission.forget('a');
  admission.forget('never asked');
  expect(admission.admit('a', 1)).toBeDefined();
  expect(admission.admit('a', 2)).toBeUndefined();
});

it('admits no more than its bound, however many keys there are and whenever they come', () => {
  const [max, keysMax] = [3, 5];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(90_000)), { maxLength: 200 }), (asked) => {
      const admission = new Admission(max, keysMax);
      const moments = [...asked].sort((a, b) => a[1] - b[1]);
      const admitted: number[] = [];
      for (const [key, ms] of moments) if (admission.admit(`${key}`, ms)) admitted.push(ms);
      // A window begins with the first that comes in it, so that any span of its length touches two at the most.
      for (const from of admitted) {
        const inWindow = admitted.filter((ms) => ms >= from && ms < from + WINDOW_MS).length;
        expect(inWindow).toBeLessThanOrEqual(2 * max * (keysMax + 1));
      }
      const of = (name: number) => moments.filter(([key]) => key === name).length;
      expect(admitted.length).toBeLessThanOrEqual(
        Array.from({ length: 21 }, (_, key) => of(key)).reduce((sum, count) => sum + count, 0),
      );
    }),
  );
});
