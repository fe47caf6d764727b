import fc from 'fast-check';
import { boundInFen, fenOf, yuanOf } from './money.js';

describe('amounts', () => {
  it('are the same fen again, written in 元', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (fen) => {
        expect(fenOf(yuanOf(fen))).toBe(fen + 0);
        expect(boundInFen(yuanOf(fen))).toBe(fen);
      }),
    );
  });

  it.each([
    [10.2, 1020],
    [1.1, 110],
    [10.205, 1020.5],
    [0, 0],
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ])('bound by %d 元 are bound by %d fen', (yuan, fen) => {
    expect(boundInFen(yuan)).toBe(fen);
  });
});
