import type { Phrasing } from '../language/words.js';

/** The language itself: what it says can be parsed again. */
export const SOURCE_TEXT: Phrasing = {
  name: (name) => name,
  value: (_name, value) => value,
  param: (code) => `param(${code})`,
  today: 'today',
  yes: 'true',
  no: 'false',
  not: 'not',
  and: 'and',
  or: 'or',
  operators: {
    '=': '=',
    '!=': '!=',
    '<': '<',
    '<=': '<=',
    '>': '>',
    '>=': '>=',
    '+': '+',
    '-': '-',
    '*': '*',
    '/': '/',
  },
  set: (name) => `${name} set`,
  oneOf: (name, values) => `${name} in (${values.join(', ')})`,
  extreme: (which, left, right) => `${which}(${left}, ${right})`,
};
