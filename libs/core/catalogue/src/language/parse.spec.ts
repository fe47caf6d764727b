import fc from 'fast-check';
import { COMPARATORS, ExpressionError, namesIn, partsOf, type Expression } from './expression.js';
import { parseExpression, parseRule } from './parse.js';
import { SOURCE_TEXT } from '../testing/source-text.js';
import { say } from './words.js';

/** The structure alone: where a part stands in the text is not part of what it means. */
function structure(expression: Expression): unknown {
  const { position: _position, ...rest } = expression;
  const parts = partsOf(expression).map(structure);
  return { ...rest, left: undefined, right: undefined, operand: undefined, parts };
}

function failure(parse: () => unknown): ExpressionError {
  try {
    parse();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('reading expressions', () => {
  it('binds products before sums, sums before comparisons, these before not, and, or', () => {
    const written = 'a or not b + c * 2 >= d and e = f';
    const bracketed = 'a or ((not ((b + (c * 2)) >= d)) and (e = f))';
    expect(structure(parseExpression(written))).toEqual(structure(parseExpression(bracketed)));
  });

  it('joins equals from the left', () => {
    expect(structure(parseExpression('a - b - c'))).toEqual(structure(parseExpression('(a - b) - c')));
    expect(structure(parseExpression('a - b - c'))).not.toEqual(structure(parseExpression('a - (b - c)')));
  });

  it('takes a hyphen inside a word for part of it', () => {
    expect([...namesIn(parseRule('kind = contact-visit').requirement)]).toEqual(['kind', 'contact-visit']);
    expect([...namesIn(parseExpression('kind - visit'))]).toEqual(['kind', 'visit']);
  });

  it('reads negative numbers, parameters, min and max', () => {
    const expression = parseExpression('max(param(house.floor_m2), hh * -2.5e1)');
    expect([...namesIn(expression)]).toEqual(['hh']);
    expect(say(expression, SOURCE_TEXT)).toBe('max(param(house.floor_m2), hh * -25)');
  });

  it('reads keywords as values where a value must stand', () => {
    const { requirement, condition } = parseRule('award set when direction = in');
    expect(requirement).toEqual({ is: 'set', name: 'award', position: 0 });
    expect(condition && say(condition, SOURCE_TEXT)).toBe('direction = in');
  });

  it.each([
    ['', 0, 'expected a name, a number or “(”, found the end'],
    ['a +', 3, 'expected a name, a number or “(”, found the end'],
    ['a b', 2, 'expected an operator or the end, found “b”'],
    ['(a + b', 6, 'expected “)”, found the end'],
    ['a -b', 2, 'expected spaces around “-”'],
    ['a - 3 -2', 6, 'expected an operator or the end, found “-2”'],
    ['a < b < c', 6, 'expected an operator or the end, found “<”'],
    ['min(a)', 5, 'expected “,”, found “)”'],
    ['avg(a, b)', 0, 'expected min, max or param before “(”, found “avg”'],
    ['param(3)', 6, 'expected a parameter code, found “3”'],
    ['a = ‘x’', 4, 'expected a name, number or operator, found “‘”'],
    ['1e999', 0, 'expected a number that can be represented'],
    ['a in (b, c)', 2, 'expected an operator or the end, found “in”'],
    ['a set', 2, 'expected an operator or the end, found “set”'],
  ])('says where “%s” is wrong and what was expected', (text, position, rule) => {
    expect(failure(() => parseExpression(text))).toMatchObject({ position, rule });
  });

  it.each([
    ['a set when', 10, 'expected a name, a number or “(”, found the end'],
    ['a in ()', 6, 'expected a value, found “)”'],
    ['a set b', 6, 'expected an operator or “when” or the end, found “b”'],
    ['a = 1 when b = 2 when c = 3', 17, 'expected an operator or the end, found “when”'],
  ])('says where the rule “%s” is wrong', (text, position, rule) => {
    expect(failure(() => parseRule(text))).toMatchObject({ position, rule });
  });

  it('refuses texts that would exhaust the parser', () => {
    expect(failure(() => parseExpression('('.repeat(999))).rule).toBe(
      'expected at most 50 levels of nesting',
    );
    expect(failure(() => parseExpression('not '.repeat(400))).rule).toBe(
      'expected at most 50 levels of nesting',
    );
    expect(failure(() => parseExpression(`a${' '.repeat(2_000)}`)).rule).toBe(
      'expected at most 2000 characters',
    );
  });
});

describe('saying expressions', () => {
  const word = fc.constantFrom('a', 'hh', 'floor_area_m2', 'contact-visit', 'today', 'param', 'in');
  const leaf: fc.Arbitrary<Expression> = fc.oneof(
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value): Expression => ({ is: 'number', value: value + 0, position: 0 })),
    fc.boolean().map((value): Expression => ({ is: 'boolean', value, position: 0 })),
    word.map((name): Expression => ({ is: 'name', name, position: 0 })),
    word.map((name): Expression => ({ is: 'set', name, position: 0 })),
    fc.constant<Expression>({ is: 'param', code: 'pay.min_month', position: 0 }),
    fc
      .tuple(word, fc.array(word, { minLength: 1, maxLength: 3 }))
      .map(([name, values]): Expression => ({ is: 'in', name, values, position: 0 })),
  );
  const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
    const pair = fc.tuple(tie('expression'), tie('expression'));
    return {
      expression: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        leaf,
        pair.chain(([left, right]) =>
          fc.oneof(
            fc
              .constantFrom('+', '-', '*', '/')
              .map((operator): Expression => ({ is: 'arithmetic', operator, left, right, position: 0 })),
            fc
              .constantFrom(...COMPARATORS)
              .map((operator): Expression => ({ is: 'comparison', operator, left, right, position: 0 })),
            fc
              .constantFrom('and', 'or', 'min', 'max')
              .map((is): Expression => ({ is, left, right, position: 0 })),
          ),
        ),
        tie('expression').map((operand): Expression => ({ is: 'not', operand, position: 0 })),
      ),
    };
  });

  it.each([
    'a - (b - c)',
    'a / (b * c)',
    '(a + b) * c',
    'a + b * c',
    'not (a and b)',
    '(a or b) and c',
    '(a < b) = c',
  ])('keeps the brackets of “%s” that matter', (text) => {
    expect(say(parseExpression(text), SOURCE_TEXT)).toBe(text);
  });

  it('in the language itself and reading that again gives the same expression', () => {
    fc.assert(
      fc.property(expression, (given) => {
        expect(structure(parseRule(say(given, SOURCE_TEXT)).requirement)).toEqual(structure(given));
      }),
      { numRuns: 1_000 },
    );
  });
});
