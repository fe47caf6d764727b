import type { PeriodKind } from '#core/kernel';
import type { RecordType } from '../model.js';
import { fieldError, type Fault, type FieldError } from './field-errors.js';

/** The shapes allow the years 1900 to 2199 only, as the bounds of dates do. */
const SHAPES: Readonly<Record<PeriodKind, RegExp>> = {
  month: /^(?:19|2[01])\d\d-(?:0[1-9]|1[0-2])$/,
  quarter: /^(?:19|2[01])\d\d-Q[1-4]$/,
  year: /^(?:19|2[01])\d\d$/,
};
const PERIOD_LENGTH_MAX = 7;

const KINDS = {
  month: { name: 'period', zh: '月份', en: 'month' },
  quarter: { name: 'period', zh: '季度', en: 'quarter' },
  year: { name: 'period', zh: '年度', en: 'year' },
} as const;
const EXAMPLES: Readonly<Record<PeriodKind, string>> = { month: '2006-01', quarter: '2006-Q1', year: '2006' };

/** A report has a period of its type's kind; no other record has one. */
export function checkPeriod(type: RecordType, period: unknown): FieldError | undefined {
  const isGiven = period !== undefined && period !== null;
  const kind = type.period;
  if (!kind) return isGiven ? notAllowed() : undefined;
  if (!isGiven) return wrong('period_missing', kind);
  const isWell =
    typeof period === 'string' && period.length <= PERIOD_LENGTH_MAX && SHAPES[kind].test(period);
  return isWell ? undefined : wrong('period_invalid', kind);
}

function notAllowed(): FieldError {
  return fieldError({ name: 'period', zh: '', en: '' }, { code: 'period_not_allowed', params: {} });
}

function wrong(code: Fault['code'], kind: PeriodKind): FieldError {
  return fieldError(KINDS[kind], { code, params: { kind, example: EXAMPLES[kind], from: 1900, to: 2199 } });
}
