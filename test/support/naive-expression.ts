/*
 * Expressions of the catalogue's language, read and computed in the plainest way. It shares nothing with the product: a
 * mistake there must not be repeated here. null is not known.
 */

export type NaiveValue = number | boolean | null;

export interface NaiveScope {
  readonly term: (name: string) => number | null;
  readonly param: (code: string) => number | null;
}

const TOKEN = /\s*(param\([^)]*\)|[a-z]+|\d+(?:\.\d+)?|>=|<=|[-+*/()<>=,])/gy;

export function naiveValue(text: string, scope: NaiveScope): NaiveValue {
  const tokens = [...text.matchAll(TOKEN)].map((match) => match[1] ?? '');
  if (tokens.join('').length !== text.replaceAll(/\s/g, '').length) throw new Error(`cannot read “${text}”`);
  const reader = new Reader(tokens, scope);
  const value = reader.either();
  if (reader.rest > 0) throw new Error(`cannot read the end of “${text}”`);
  return value;
}

class Reader {
  private at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly scope: NaiveScope,
  ) {}

  get rest(): number {
    return this.tokens.length - this.at;
  }

  either(): NaiveValue {
    let left = this.both();
    while (this.takes('or')) {
      const right = this.both();
      left = left === true || right === true ? true : left === null || right === null ? null : false;
    }
    return left;
  }

  private both(): NaiveValue {
    let left = this.opposite();
    while (this.takes('and')) {
      const right = this.opposite();
      left = left === false || right === false ? false : left === null || right === null ? null : true;
    }
    return left;
  }

  private opposite(): NaiveValue {
    if (!this.takes('not')) return this.comparison();
    const operand = this.opposite();
    return operand === null ? null : !operand;
  }

  private comparison(): NaiveValue {
    const left = this.sum();
    const operator = ['>=', '<=', '>', '<', '='].find((sign) => this.takes(sign));
    if (operator === undefined) return left;
    const right = this.sum();
    if (typeof left !== 'number' || typeof right !== 'number') return null;
    const close = Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left));
    if (operator === '=') return close;
    if (operator === '>=') return close || left > right;
    if (operator === '<=') return close || left < right;
    return !close && (operator === '>' ? left > right : left < right);
  }

  private sum(): NaiveValue {
    let left = this.product();
    for (;;) {
      if (this.takes('+')) left = numbers(left, this.product(), (one, other) => one + other);
      else if (this.takes('-')) left = numbers(left, this.product(), (one, other) => one - other);
      else return left;
    }
  }

  private product(): NaiveValue {
    let left = this.operand();
    for (;;) {
      if (this.takes('*')) left = numbers(left, this.operand(), (one, other) => one * other);
      else if (this.takes('/'))
        left = numbers(left, this.operand(), (one, other) => (other === 0 ? null : one / other));
      else return left;
    }
  }

  private operand(): NaiveValue {
    const token = this.tokens[this.at++] ?? '';
    if (token === '(') return this.closed(this.either());
    if (token === 'min' || token === 'max') {
      this.takes('(');
      const left = this.either();
      this.takes(',');
      return this.closed(numbers(left, this.either(), Math[token]));
    }
    if (token.startsWith('param(')) return this.scope.param(token.slice(6, -1));
    return /^\d/.test(token) ? Number(token) : this.scope.term(token);
  }

  private closed(value: NaiveValue): NaiveValue {
    if (!this.takes(')')) throw new Error('a bracket is not closed');
    return value;
  }

  private takes(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }
}

function numbers(
  left: NaiveValue,
  right: NaiveValue,
  apply: (one: number, other: number) => number | null,
): number | null {
  return typeof left === 'number' && typeof right === 'number' ? apply(left, right) : null;
}
