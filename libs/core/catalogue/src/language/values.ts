import type { Comparator, Value } from './expression.js';

/**
 * Two numbers this close, relative to the larger, differ only by the noise of binary fractions: 0.1 + 0.2 and 0.3.
 * It is far below the smallest difference that counts of up to 10¹² can make in a ratio.
 */
const NOISE = 1e-14;

export function calculate(operator: '+' | '-' | '*' | '/', left: Value, right: Value): number | null {
  if (typeof left !== 'number' || typeof right !== 'number') return null;
  const result = apply(operator, left, right);
  return Number.isFinite(result) ? result : null;
}

function apply(operator: '+' | '-' | '*' | '/', left: number, right: number): number {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  return operator === '*' ? left * right : left / right;
}

export function extreme(which: 'min' | 'max', left: Value, right: Value): number | null {
  if (typeof left !== 'number' || typeof right !== 'number') return null;
  return which === 'min' ? Math.min(left, right) : Math.max(left, right);
}

/** null where either side is unknown, where the kinds differ, and for an order among booleans. */
export function compare(operator: Comparator, left: Value, right: Value): boolean | null {
  if (left === null || right === null || typeof left !== typeof right) return null;
  const equal = left === right || (typeof left === 'number' && nearlyEqual(left, right as number));
  if (operator === '=') return equal;
  if (operator === '!=') return !equal;
  if (typeof left === 'boolean') return null;
  if (equal) return operator === '<=' || operator === '>=';
  return left < right ? operator === '<' || operator === '<=' : operator === '>' || operator === '>=';
}

function nearlyEqual(left: number, right: number): boolean {
  return Math.abs(left - right) <= NOISE * Math.max(Math.abs(left), Math.abs(right));
}

/** Three-valued: one false side settles it, otherwise one unknown side leaves it open. */
export function both(left: Value, right: Value): boolean | null {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : null;
}

/** Three-valued: one true side settles it, otherwise one unknown side leaves it open. */
export function either(left: Value, right: Value): boolean | null {
  if (left === true || right === true) return true;
  return left === false && right === false ? false : null;
}

export function opposite(operand: Value): boolean | null {
  return typeof operand === 'boolean' ? !operand : null;
}
