/** A fraction; the denominator is positive. Expressions do not reduce theirs: they are too short for it to grow long. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export function fromScaled(scaled: bigint, scale: number): Rational {
  return { numerator: scaled, denominator: 10n ** BigInt(scale) };
}

/** The decimal that the number is written as: 0.1 is one tenth, not the binary fraction nearest to it. */
export function fromNumber(value: number): Rational {
  const [digits = '0', exponent = '0'] = value.toExponential().split('e');
  const fraction = digits.split('.')[1] ?? '';
  const power = Number(exponent) - fraction.length;
  const whole = BigInt(digits.replace('.', ''));
  if (power < 0) return fromScaled(whole, -power);
  return { numerator: whole * 10n ** BigInt(power), denominator: 1n };
}

/** Equal denominators are kept: a sum over thousands of units must not grow one with as many digits. */
export function add(left: Rational, right: Rational): Rational {
  if (left.denominator === right.denominator)
    return { numerator: left.numerator + right.numerator, denominator: left.denominator };
  return {
    numerator: left.numerator * right.denominator + right.numerator * left.denominator,
    denominator: left.denominator * right.denominator,
  };
}

/** The same number with the smallest denominator. */
export function reduced({ numerator, denominator }: Rational): Rational {
  let [divisor, rest] = [denominator, numerator < 0n ? -numerator : numerator];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export function subtract(left: Rational, right: Rational): Rational {
  return add(left, { ...right, numerator: -right.numerator });
}

export function multiply(left: Rational, right: Rational): Rational {
  return {
    numerator: left.numerator * right.numerator,
    denominator: left.denominator * right.denominator,
  };
}

/** null for a division by zero. */
export function divide(left: Rational, right: Rational): Rational | null {
  if (right.numerator === 0n) return null;
  const sign = right.numerator < 0n ? -1n : 1n;
  return {
    numerator: left.numerator * right.denominator * sign,
    denominator: left.denominator * right.numerator * sign,
  };
}

export function isLess(left: Rational, right: Rational): boolean {
  return left.numerator * right.denominator < right.numerator * left.denominator;
}

/** More digits than a double can tell apart. */
const DIGITS = 20;

/** The double nearest to the fraction: rounding happens here, once. */
export function toNumber({ numerator, denominator }: Rational): number {
  if (numerator % denominator === 0n) return Number(numerator / denominator);
  const shift = Math.max(0, DIGITS + String(denominator).length - String(numerator).length);
  const scaled = numerator * 10n ** BigInt(shift);
  // A last digit of one stands for the remainder, so that what lies just beside a half is not rounded as a half.
  const remainder = scaled % denominator === 0n ? '0' : '1';
  return Number(`${scaled / denominator}${remainder}e-${shift + 1}`);
}
