import { evaluate, loadCatalogue, parseExpression } from '#core/catalogue';
import fc from 'fast-check';
import { compileStatistics, evaluateIndicator, fromScaled, type CompiledIndicator } from './index.js';
import { jinchengDocument } from './testing/jincheng.js';

const { indicators } = compileStatistics(loadCatalogue(jinchengDocument()));

function withExpression(text: string): CompiledIndicator {
  const [some] = indicators.values();
  if (!some) throw new Error('the catalogue has no indicator');
  return { ...some, definition: { ...some.definition, value: parseExpression(text) } };
}

const count = (value: number): TermValue => ({ scaled: BigInt(value), scale: 0 });
const fen = (value: number): TermValue => ({ scaled: BigInt(value), scale: 2 });

/** A whole number of 10^-scale. */
interface TermValue {
  readonly scaled: bigint;
  readonly scale: number;
}

function valueOf(text: string, terms: Record<string, TermValue | null>, params: Record<string, number> = {}) {
  const values = Object.entries(terms).map(
    ([name, term]) => [name, term && fromScaled(term.scaled, term.scale)] as const,
  );
  return evaluateIndicator(withExpression(text), new Map(values), (code) => params[code] ?? null);
}

describe('the value of an indicator', () => {
  it('takes the ratio last, so that equal amounts are exactly 100 %', () => {
    expect((100 * 0.69) / 0.69).toBeGreaterThan(100);
    expect(valueOf('100 * a / b', { a: fen(69), b: fen(69) })).toBe(100);
    expect(valueOf('100 * a / b', { a: { scaled: 300000n, scale: 6 }, b: count(3) })).toBe(10);
    expect(valueOf('100 * n / d', { n: count(1), d: count(3) })).toBe(100 / 3);
  });
  it('reads money in 元', () => {
    expect(valueOf('n', { n: fen(1_000_050) })).toBe(10_000.5);
    expect(valueOf('n', { n: fen(900_719_925_474_099) })).toBe(9_007_199_254_740.99);
  });
  it('is unknown for nothing in nothing, but zero for nothing', () => {
    expect(valueOf('100 * n / d', { n: count(0), d: count(0) })).toBeNull();
    expect(valueOf('100 * n / d', { n: count(0), d: count(4) })).toBe(0);
    expect(valueOf('n', { n: count(0) })).toBe(0);
  });
  it('is unknown where a term or a parameter is', () => {
    expect(valueOf('a + b', { a: count(1), b: null })).toBeNull();
    expect(valueOf('a + b', { a: count(1) })).toBeNull();
    expect(valueOf('a * param(pay.min)', { a: count(2) })).toBeNull();
    expect(valueOf('a * param(pay.min)', { a: count(2) }, { 'pay.min': 0.1 })).toBe(0.2);
  });
  it('is unknown where the expression is a condition', () => {
    expect(valueOf('a >= 1', { a: count(2) })).toBeNull();
  });
  it('is rounded once, to the nearest double', () => {
    const half = 2n ** 53n + 1n;
    expect(valueOf('n', { n: { scaled: half, scale: 0 } })).toBe(2 ** 53);
    expect(valueOf('n', { n: { scaled: half * 10n ** 30n + 1n, scale: 30 } })).toBe(2 ** 53 + 2);
  });
  it('agrees with the catalogue’s own evaluation but for its rounding', () => {
    // Of one scale and not too large, so that a difference of doubles is either nothing or means something.
    const amount = fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n });
    const scale = fc.constantFrom(0, 2, 6);
    const texts = [
      '100 * a / b',
      'a + b - c',
      '100 * b / (a + c - b)',
      'min(a, max(b, c)) / 7',
      'min(a / b, max(c / a, 1 / c))',
      'a / b / c',
      '0.125 * a',
    ];
    const amounts = fc.tuple(...[0, 1, 2].map(() => fc.option(amount)));
    fc.assert(
      fc.property(fc.constantFrom(...texts), scale, amounts, (text, decimals, scaled) => {
        const terms = new Map(
          ['a', 'b', 'c'].map((name, at): [string, TermValue | null] => {
            const state = scaled[at] ?? null;
            return [name, state === null ? null : { scaled: state, scale: decimals }];
          }),
        );
        const value = (name: string) => {
          const term = terms.get(name);
          return term ? Number(term.scaled) / 10 ** decimals : null;
        };
        const rounded = evaluate(parseExpression(text), { value, param: () => null });
        const exact = valueOf(text, Object.fromEntries(terms));
        // A sum of exactly zero may be a tiny remainder of doubles: only the exact way sees the division by zero.
        if (exact === null) return rounded === null || text.includes('+');
        return Math.abs(exact - Number(rounded ?? NaN)) <= 1e-6 * Math.max(1, Math.abs(exact));
      }),
    );
  });
});
