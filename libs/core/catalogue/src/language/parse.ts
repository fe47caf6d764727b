import { COMPARATORS, ExpressionError, type Comparator, type Expression } from './expression.js';
import { tokenize, type Token } from './tokens.js';

/** Keeps a deeply nested text from exhausting the stack; the deepest known expression nests five times. */
const NESTING_MAX = 50;

export interface ParsedRule {
  readonly requirement: Expression;
  readonly condition?: Expression;
}

/** Reads an expression over terms and parameters. Names are not resolved: a bare word stays a name. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokenize(text), false);
  const expression = parser.choice();
  parser.end('an operator');
  return expression;
}

/** Reads a rule over the fields of one record: a condition, or `condition when condition`. */
export function parseRule(text: string): ParsedRule {
  const parser = new Parser(tokenize(text), true);
  const requirement = parser.choice();
  if (!parser.takes('when')) {
    parser.end('an operator or “when”');
    return { requirement };
  }
  const condition = parser.choice();
  parser.end('an operator');
  return { requirement, condition };
}

/** Recursive descent, one method for each strength of binding: or, and, not, comparison, sum, product, operand. */
class Parser {
  private next = 0;
  private nesting = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly conditions: boolean,
  ) {}

  choice(): Expression {
    let left = this.conjunction();
    while (this.takes('or')) {
      left = { is: 'or', left, right: this.conjunction(), position: left.position };
    }
    return left;
  }

  end(expected: string): void {
    if (this.token.kind !== 'end') throw this.unexpected(`${expected} or the end`);
  }

  takes(text: string): boolean {
    if (this.token.kind === 'number' || this.token.text !== text || text === '') return false;
    this.next += 1;
    return true;
  }

  private conjunction(): Expression {
    let left = this.negation();
    while (this.takes('and')) {
      left = { is: 'and', left, right: this.negation(), position: left.position };
    }
    return left;
  }

  private negation(): Expression {
    const { position } = this.token;
    if (!this.takes('not')) return this.comparison();
    return { is: 'not', operand: this.nested(() => this.negation()), position };
  }

  private comparison(): Expression {
    const left = this.sum();
    const operator = COMPARATORS.find((comparator: Comparator) => this.takes(comparator));
    if (operator) return { is: 'comparison', operator, left, right: this.sum(), position: left.position };
    if (!this.conditions || left.is !== 'name') return left;
    if (this.takes('set')) return { is: 'set', name: left.name, position: left.position };
    if (this.takes('in')) return { is: 'in', name: left.name, values: this.words(), position: left.position };
    return left;
  }

  private sum(): Expression {
    let left = this.product();
    for (;;) {
      const operator = this.takes('+') ? '+' : this.takes('-') ? '-' : undefined;
      if (!operator) return left;
      left = { is: 'arithmetic', operator, left, right: this.product(), position: left.position };
    }
  }

  private product(): Expression {
    let left = this.operand();
    for (;;) {
      const operator = this.takes('*') ? '*' : this.takes('/') ? '/' : undefined;
      if (!operator) return left;
      left = { is: 'arithmetic', operator, left, right: this.operand(), position: left.position };
    }
  }

  private operand(): Expression {
    const { kind } = this.token;
    if (kind === 'number') return this.number();
    if (kind === 'word') return this.word();
    if (!this.takes('(')) throw this.unexpected('a name, a number or “(”');
    const inner = this.nested(() => this.choice());
    this.require(')');
    return inner;
  }

  private number(): Expression {
    const { text, position } = this.take();
    const value = Number(text);
    if (!Number.isFinite(value)) {
      throw new ExpressionError(position, 'expected a number that can be represented');
    }
    return { is: 'number', value, position };
  }

  private word(): Expression {
    const { text, position } = this.take();
    if (text === 'true' || text === 'false') return { is: 'boolean', value: text === 'true', position };
    if (this.token.text !== '(') return { is: 'name', name: text, position };
    if (text === 'param') return this.param(position);
    if (text === 'min' || text === 'max') return this.extreme(text, position);
    throw new ExpressionError(position, `expected min, max or param before “(”, found “${text}”`);
  }

  private param(position: number): Expression {
    this.require('(');
    const code = this.plainWord('a parameter code');
    this.require(')');
    return { is: 'param', code, position };
  }

  private extreme(is: 'min' | 'max', position: number): Expression {
    this.require('(');
    const left = this.nested(() => this.choice());
    this.require(',');
    const right = this.nested(() => this.choice());
    this.require(')');
    return { is, left, right, position };
  }

  private words(): readonly string[] {
    this.require('(');
    const values = [this.plainWord('a value')];
    while (this.takes(',')) values.push(this.plainWord('a value'));
    this.require(')');
    return values;
  }

  private plainWord(expected: string): string {
    if (this.token.kind !== 'word') throw this.unexpected(expected);
    return this.take().text;
  }

  private nested(read: () => Expression): Expression {
    this.nesting += 1;
    if (this.nesting > NESTING_MAX) {
      throw new ExpressionError(this.token.position, `expected at most ${NESTING_MAX} levels of nesting`);
    }
    const expression = read();
    this.nesting -= 1;
    return expression;
  }

  private require(symbol: string): void {
    if (!this.takes(symbol)) throw this.unexpected(`“${symbol}”`);
  }

  private unexpected(expected: string): ExpressionError {
    const { kind, text, position } = this.token;
    return new ExpressionError(
      position,
      `expected ${expected}, found ${kind === 'end' ? 'the end' : `“${text}”`}`,
    );
  }

  private take(): Token {
    const { token } = this;
    this.next += 1;
    return token;
  }

  private get token(): Token {
    return this.tokens[this.next] ?? END;
  }
}

const END: Token = { kind: 'end', text: '', position: 0 };
