import type { Phrasing } from './words.js';

/** A requirement says that a field is to be filled in, a condition that it is. */
export type Mood = 'requirement' | 'condition';

/** The labels that a phrasing needs from the record type whose rule it says. */
export interface Labels {
  name(name: string): string;
  value(name: string, value: string): string;
}

const SIGNS = {
  '=': '=',
  '!=': '≠',
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥',
  '+': '+',
  '-': '−',
  '*': '×',
  '/': '÷',
} as const;

export function chinese(labels: Labels, mood: Mood): Phrasing {
  return {
    name: (name) => labels.name(name),
    value: (name, value) => labels.value(name, value),
    param: (code) => `参数 ${code}`,
    today: '今天',
    yes: '是',
    no: '否',
    not: '非',
    and: '且',
    or: '或',
    operators: SIGNS,
    set: (name) => `${name} ${mood === 'requirement' ? '必填' : '已填'}`,
    oneOf: (name, values) => `${name} 为 ${values.join('、')} 之一`,
    extreme: (which, left, right) => `${left} 与 ${right} 中较${which === 'min' ? '小' : '大'}者`,
  };
}

export function english(labels: Labels, mood: Mood): Phrasing {
  return {
    name: (name) => labels.name(name),
    value: (name, value) => labels.value(name, value),
    param: (code) => `parameter ${code}`,
    today: 'today',
    yes: 'yes',
    no: 'no',
    not: 'not',
    and: 'and',
    or: 'or',
    operators: SIGNS,
    set: (name) => `${name} is ${mood === 'requirement' ? 'required' : 'filled in'}`,
    oneOf: (name, values) => `${name} is one of ${values.join(', ')}`,
    extreme: (which, left, right) => `the ${which === 'min' ? 'smaller' : 'larger'} of ${left} and ${right}`,
  };
}
