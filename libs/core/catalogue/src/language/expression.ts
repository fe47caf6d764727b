export const COMPARATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Comparator = (typeof COMPARATORS)[number];

export type Scalar = number | string | boolean;
/** null is "not known": it is neither zero nor false. */
export type Value = Scalar | null;

/** What the text of an expression means. `position` is the offset in the text at which a part begins. */
export type Expression =
  | NumberLiteral
  | BooleanLiteral
  | TextLiteral
  | Today
  | Name
  | ParamCall
  | Arithmetic
  | Extreme
  | Comparison
  | Membership
  | Presence
  | Logic
  | Negation;

interface Part {
  readonly position: number;
}
export interface NumberLiteral extends Part {
  readonly is: 'number';
  readonly value: number;
}
export interface BooleanLiteral extends Part {
  readonly is: 'boolean';
  readonly value: boolean;
}
/** A bare word that resolution found to be a value of the field it is compared with. */
export interface TextLiteral extends Part {
  readonly is: 'text';
  readonly value: string;
}
/** The day asked for. */
export interface Today extends Part {
  readonly is: 'today';
}
/** A bare word as written. After resolution only fields and terms are left. */
export interface Name extends Part {
  readonly is: 'name';
  readonly name: string;
}
export interface ParamCall extends Part {
  readonly is: 'param';
  readonly code: string;
}
export interface Arithmetic extends Part {
  readonly is: 'arithmetic';
  readonly operator: '+' | '-' | '*' | '/';
  readonly left: Expression;
  readonly right: Expression;
}
export interface Extreme extends Part {
  readonly is: 'min' | 'max';
  readonly left: Expression;
  readonly right: Expression;
}
export interface Comparison extends Part {
  readonly is: 'comparison';
  readonly operator: Comparator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Membership extends Part {
  readonly is: 'in';
  readonly name: string;
  readonly values: readonly string[];
}
/** True where the field has a value; never unknown. */
export interface Presence extends Part {
  readonly is: 'set';
  readonly name: string;
}
export interface Logic extends Part {
  readonly is: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}
export interface Negation extends Part {
  readonly is: 'not';
  readonly operand: Expression;
}

/** What is wrong with an expression, and at which offset of its text. */
export class ExpressionError extends Error {
  constructor(
    readonly position: number,
    readonly rule: string,
  ) {
    super(`${rule}, at character ${position + 1}`);
    this.name = 'ExpressionError';
  }
}

/** The parts directly below one part, in the order of the text. */
export function partsOf(expression: Expression): readonly Expression[] {
  if ('left' in expression) return [expression.left, expression.right];
  return expression.is === 'not' ? [expression.operand] : [];
}

/** Every name that an expression reads, once each, in the order of the text. */
export function namesIn(expression: Expression, found: Set<string> = new Set()): ReadonlySet<string> {
  if (expression.is === 'name' || expression.is === 'in' || expression.is === 'set') {
    found.add(expression.name);
  }
  for (const part of partsOf(expression)) namesIn(part, found);
  return found;
}
