import { ExpressionError, type Comparison, type Expression, type Name } from './expression.js';
import { unknownName, type Vocabulary } from './kinds.js';

/**
 * Settles what each bare word stands for: a field or term of that name, `today`, or, beside an operand with a code
 * list, a value of that list. Anything else is an error that names the word.
 */
export function resolve(expression: Expression, vocabulary: Vocabulary): Expression {
  switch (expression.is) {
    case 'name':
      return resolveName(expression, vocabulary);
    case 'in':
      for (const value of expression.values) {
        checkListed(value, expression.name, expression.position, vocabulary);
      }
      return expression;
    case 'set':
      if (!vocabulary.meaning(expression.name)) {
        throw unknownName(expression.position, vocabulary.noun, expression.name);
      }
      return expression;
    case 'not':
      return { ...expression, operand: resolve(expression.operand, vocabulary) };
    case 'comparison':
      return resolveComparison(expression, vocabulary);
    default:
      if (!('left' in expression)) return expression;
      return {
        ...expression,
        left: resolve(expression.left, vocabulary),
        right: resolve(expression.right, vocabulary),
      };
  }
}

function resolveName(expression: Name, vocabulary: Vocabulary): Expression {
  if (expression.name === 'today') return { is: 'today', position: expression.position };
  if (vocabulary.meaning(expression.name)) return expression;
  throw unknownName(expression.position, vocabulary.noun, expression.name);
}

function resolveComparison(comparison: Comparison, vocabulary: Vocabulary): Expression {
  return {
    ...comparison,
    left: resolveBeside(comparison.left, comparison.right, vocabulary),
    right: resolveBeside(comparison.right, comparison.left, vocabulary),
  };
}

function resolveBeside(operand: Expression, other: Expression, vocabulary: Vocabulary): Expression {
  if (operand.is !== 'name' || other.is !== 'name') return resolve(operand, vocabulary);
  if (vocabulary.meaning(operand.name) || !vocabulary.meaning(other.name)?.values) {
    return resolve(operand, vocabulary);
  }
  checkListed(operand.name, other.name, operand.position, vocabulary);
  return { is: 'text', value: operand.name, position: operand.position };
}

function checkListed(value: string, name: string, position: number, vocabulary: Vocabulary): void {
  const meaning = vocabulary.meaning(name);
  if (!meaning) throw unknownName(position, vocabulary.noun, name);
  if (!meaning.values?.has(value)) {
    throw new ExpressionError(position, `“${value}” is not a value of “${name}”`);
  }
}
