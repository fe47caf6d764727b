import { boundInFen, yuanOf } from '../money.js';
import type { EnumValue, Field } from '../model.js';
import type { Fault } from './field-errors.js';
import { AMOUNT_FEN_MAX, DECIMAL_DIGITS_MAX, DECIMAL_MAX, INTEGER_MAX } from './limits.js';
import {
  checkDate,
  checkDatetime,
  checkReference,
  checkRegion,
  checkString,
  checkText,
  type ValueCheck,
} from './text-checks.js';
import { typeFault } from './type-fault.js';

const NOT_SCALAR: Fault = { code: 'field_not_scalar', params: {} };
const DERIVED: Fault = { code: 'field_derived', params: {} };

/** The check of one field's stored values, with everything it needs looked up beforehand. */
export function valueCheck(field: Field, enums: ReadonlyMap<string, readonly EnumValue[]>): ValueCheck {
  if (field.derived) return () => DERIVED;
  const check = scalarCheck(field, enums);
  return (value) => (typeof value === 'object' || typeof value === 'function' ? NOT_SCALAR : check(value));
}

function scalarCheck(field: Field, enums: ReadonlyMap<string, readonly EnumValue[]>): ValueCheck {
  switch (field.type) {
    case 'string':
      return checkString;
    case 'text':
      return checkText;
    case 'integer':
      return integerCheck(field);
    case 'decimal':
      return decimalCheck(field);
    case 'money':
      return amountCheck(field);
    case 'boolean':
      return booleanCheck();
    case 'date':
      return checkDate;
    case 'datetime':
      return checkDatetime;
    case 'region':
      return checkRegion;
    case 'reference':
      return checkReference;
    case 'enum':
      return enumCheck(enums.get(field.enum ?? '') ?? []);
  }
}

function booleanCheck(): ValueCheck {
  const wrongType = typeFault('boolean');
  return (value) => (typeof value === 'boolean' ? undefined : wrongType);
}

function enumCheck(list: readonly EnumValue[]): ValueCheck {
  const allowed = new Set<unknown>(list.map((item) => item.value));
  const fault: Fault = {
    code: 'field_enum',
    params: { allowed: [...allowed].join(', ') },
    words: {
      zh: { allowed: list.map(({ value, zh }) => `${value}(${zh})`).join('、') },
      en: { allowed: list.map(({ value, en }) => `${value} (${en})`).join(', ') },
    },
  };
  return (value) => (allowed.has(value) ? undefined : fault);
}

function integerCheck({ min = -INTEGER_MAX, max = INTEGER_MAX }: Field): ValueCheck {
  const wrongType = typeFault('integer');
  const outside = boundsCheck(Math.max(min, -INTEGER_MAX), Math.min(max, INTEGER_MAX));
  return (value) => (Number.isInteger(value) ? outside(value as number) : wrongType);
}

function decimalCheck({ min = -DECIMAL_MAX, max = DECIMAL_MAX }: Field): ValueCheck {
  const wrongType = typeFault('decimal');
  const precision: Fault = { code: 'field_precision', params: { limit: DECIMAL_DIGITS_MAX } };
  const outside = boundsCheck(Math.max(min, -DECIMAL_MAX), Math.min(max, DECIMAL_MAX));
  const scale = 10 ** DECIMAL_DIGITS_MAX;
  return (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return wrongType;
    const fault = outside(value);
    if (fault) return fault;
    return Math.round(value * scale) / scale === value ? undefined : precision;
  };
}

/** Amounts are stored in fen; bounds are declared, and told, in 元. */
function amountCheck({ min, max }: Field): ValueCheck {
  const wrongType = typeFault('money');
  const lowest = Math.max(boundInFen(min ?? -Infinity), -AMOUNT_FEN_MAX);
  const highest = Math.min(boundInFen(max ?? Infinity), AMOUNT_FEN_MAX);
  const outside = boundsCheck(lowest, highest, yuanOf);
  return (value) => {
    if (typeof value !== 'number') return wrongType;
    return outside(value) ?? (Number.isInteger(value) ? undefined : wrongType);
  };
}

function boundsCheck(
  min: number,
  max: number,
  told: (bound: number) => number = (bound) => bound,
): (value: number) => Fault | undefined {
  const tooSmall: Fault = { code: 'field_min', params: { limit: told(min) } };
  const tooLarge: Fault = { code: 'field_max', params: { limit: told(max) } };
  return (value) => {
    if (value < min) return tooSmall;
    return value > max ? tooLarge : undefined;
  };
}
