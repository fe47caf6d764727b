import fc from 'fast-check';
import { evaluate } from './evaluate.js';
import type { Value } from './expression.js';
import { parseExpression, parseRule } from './parse.js';

type Values = Readonly<Record<string, Value>>;

function valueOf(text: string, values: Values = {}, params: Readonly<Record<string, number>> = {}): Value {
  return evaluate(parseRule(text).requirement, {
    value: (name) => values[name] ?? null,
    param: (code) => params[code] ?? null,
  });
}

const number = fc.integer({ min: -1_000_000, max: 1_000_000 });
const truth = fc.constantFrom<boolean | null>(true, false, null);
const anything = fc.oneof(number, fc.constant(null), fc.boolean(), fc.string());

describe('evaluating', () => {
  it('computes the standard for supporting rooms as the plan words it', () => {
    const standard =
      'a >= max(param(house.floor_m2), hh * param(house.m2_per_block) / param(house.block_households))';
    const params = { 'house.floor_m2': 100, 'house.m2_per_block': 25, 'house.block_households': 150 };
    expect(valueOf(standard, { a: 100, hh: 600 }, params)).toBe(true);
    expect(valueOf(standard, { a: 100, hh: 606 }, params)).toBe(false);
    expect(valueOf(standard, { a: 100, hh: 600 })).toBeNull();
  });

  it('divides by zero into unknown, never into zero or infinity', () => {
    fc.assert(fc.property(number, (n) => valueOf('n / d', { n, d: 0 }) === null));
    expect(valueOf('100 * n / d', { n: 0, d: 0 })).toBeNull();
    expect(valueOf('n * n', { n: 1e200 })).toBeNull();
  });

  it('keeps an unknown operand unknown through arithmetic, min, max and comparisons', () => {
    const texts = ['a + b', 'a - b', 'a * b', 'a / b', 'min(a, b)', 'max(a, b)'];
    const comparisons = ['a = b', 'a != b', 'a < b', 'a <= b', 'a > b', 'a >= b'];
    fc.assert(
      fc.property(fc.constantFrom(...texts, ...comparisons), anything, (text, known) => {
        expect(valueOf(text, { a: known, b: null })).toBeNull();
        expect(valueOf(text, { a: null, b: known })).toBeNull();
      }),
    );
  });

  it('settles and, or and not by three values', () => {
    const table = [true, false, null].flatMap((a) =>
      [true, false, null].map((b) => [a, b, valueOf('a and b', { a, b }), valueOf('a or b', { a, b })]),
    );
    expect(table).toEqual([
      [true, true, true, true],
      [true, false, false, true],
      [true, null, null, true],
      [false, true, false, true],
      [false, false, false, false],
      [false, null, false, null],
      [null, true, null, true],
      [null, false, false, null],
      [null, null, null, null],
    ]);
    expect([true, false, null].map((a) => valueOf('not a', { a }))).toEqual([false, true, null]);
  });

  it('obeys De Morgan also where something is unknown', () => {
    fc.assert(
      fc.property(truth, truth, (a, b) => {
        expect(valueOf('not (a and b)', { a, b })).toBe(valueOf('not a or not b', { a, b }));
        expect(valueOf('not (a or b)', { a, b })).toBe(valueOf('not a and not b', { a, b }));
      }),
    );
  });

  it('orders numbers, days and nothing else', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(valueOf('a < b', { a, b })).toBe(a < b);
        expect(valueOf('a >= b', { a, b })).toBe(a >= b);
        expect(valueOf('a = b', { a, b })).toBe(a === b);
      }),
    );
    expect(valueOf('a <= b', { a: '2006-02-28', b: '2006-03-01' })).toBe(true);
    expect(valueOf('a <= b', { a: true, b: false })).toBeNull();
    expect(valueOf('a = b', { a: true, b: true })).toBe(true);
    expect(valueOf('a = b', { a: '1', b: 1 })).toBeNull();
    expect(valueOf('a + b', { a: '1', b: 1 })).toBeNull();
  });

  it('is not misled by binary fractions', () => {
    expect(valueOf('a + b <= c', { a: 0.1, b: 0.2, c: 0.3 })).toBe(true);
    expect(valueOf('a + b > c', { a: 0.1, b: 0.2, c: 0.3 })).toBe(false);
    expect(valueOf('100 * n / d >= 80', { n: 799_999_999_999, d: 1e12 })).toBe(false);
  });

  it('knows whether something is set, and asks for today under that name', () => {
    expect(valueOf('a set', { a: false })).toBe(true);
    expect(valueOf('a set', {})).toBe(false);
    expect(valueOf('a in (x, y)', { a: 'y' })).toBe(true);
    expect(valueOf('a in (x, y)', { a: 'z' })).toBe(false);
    expect(valueOf('a in (x, y)', {})).toBeNull();
    expect(valueOf('a <= today', { a: '2006-01-01', today: '2006-01-01' })).toBe(true);
  });

  it('gives the same value when one parsed expression is used for many units', () => {
    const share = parseExpression('100 * n / d');
    const scope = (n: number): Value =>
      evaluate(share, { value: (name) => (name === 'n' ? n : 4), param: () => null });
    expect([1, 2, 3].map(scope)).toEqual([25, 50, 75]);
  });
});
