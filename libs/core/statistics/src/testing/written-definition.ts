import type { PeriodKind } from '#core/kernel';
import type { CountedRecord } from '../index.js';
import type { ConditionSource, Scalar, TermSource } from './jincheng.js';
import { document, typeNamed, type TriedTerm } from './tried-terms.js';

/*
 * Terms read as they are written, over a full list of live records. It takes its own way through conditions, days
 * and amounts, so that a mistake in the product is not repeated here.
 */

export const PLAN_START = '2005-01-01';

/** Values that are not zero, by unit and dims. */
export type Table = readonly (readonly [string, bigint])[];

export function readWritten(
  { written, dims }: Pick<TriedTerm, 'written' | 'dims'>,
  records: readonly CountedRecord[],
  at: string,
  period: PeriodKind,
): Table {
  const found: Found[] = [];
  for (const record of records) {
    if (record.type !== written.from || !isInTime(written, record, at, period)) continue;
    if (!(written.where ?? []).every((condition) => holds(condition, record, dayOfTest(written, record, at))))
      continue;
    const unit = written.at === undefined ? record.unit : record.fields[written.at];
    if (unit === undefined || (written.field !== undefined && record.fields[written.field] === undefined))
      continue;
    found.push({
      record,
      unit: String(unit),
      dims: JSON.stringify(dims.map((dim) => record.fields[dim] ?? null)),
    });
  }
  const table = new Map<string, bigint>();
  for (const { record, unit, dims: split } of chosen(written, found)) {
    const key = `${unit} ${split}`;
    table.set(key, (table.get(key) ?? 0n) + amountIn(written, record));
  }
  return tableOf(table);
}

interface Found {
  readonly record: CountedRecord;
  readonly unit: string;
  readonly dims: string;
}

/** Of what is counted once the first, of what is reported again the last. */
function chosen({ agg, field }: TermSource, found: readonly Found[]): readonly Found[] {
  if (agg === 'countDistinct') {
    const seen = new Set<string>();
    return found.filter(({ record, unit, dims }) => {
      const key = JSON.stringify([unit, dims, record.fields[field ?? '']]);
      return !seen.has(key) && seen.add(key);
    });
  }
  if (agg !== 'last') return found;
  return found.filter(({ record, unit }) => {
    if (typeNamed(record.type).lifecycle !== 'report') return true;
    const same = found.filter((other) => other.unit === unit && aboutOf(other.record) === aboutOf(record));
    return same.every((other) => lastDayOf(other.record.period ?? '') <= lastDayOf(record.period ?? ''));
  });
}

/** What a report is about, beside its unit and its period. */
function aboutOf({ type, fields }: CountedRecord): string {
  const names = typeNamed(type).naturalKey ?? [];
  return JSON.stringify(
    names.filter((name) => !['region', 'period'].includes(name)).map((name) => fields[name]),
  );
}

/** A condition that compares with a parameter is judged on the day of the event, of a stock on the asked day. */
function dayOfTest({ shift, window }: TermSource, record: CountedRecord, asked: string): string {
  const { lifecycle, time } = typeNamed(record.type);
  if (lifecycle === 'event') return String(record.fields[time?.at ?? '']).slice(0, 10);
  if (lifecycle === 'report') return lastDayOf(record.period ?? '');
  if (window !== undefined && window !== 'stock') return String(record.fields[time?.from ?? '']);
  return shift === undefined ? asked : yearsBefore(asked, Number(shift.slice(1, -1)));
}

export function tableOf(values: ReadonlyMap<string, bigint>): Table {
  return [...values].filter(([, value]) => value !== 0n).sort(([left], [right]) => (left < right ? -1 : 1));
}

function amountIn({ agg, field }: TermSource, { type, fields }: CountedRecord): bigint {
  if (field === undefined || agg === 'countDistinct') return 1n;
  const steps = typeOfField(type, field) === 'decimal' ? 1e6 : 1;
  return BigInt(Math.round(Number(fields[field] ?? 0) * steps));
}

function holds(condition: ConditionSource, record: CountedRecord, today: string): boolean {
  const [name, test, operand] = condition;
  const left = fieldOf(record, name);
  if (test === 'set' || test === 'unset') return (left !== undefined) === (test === 'set');
  if (left === undefined) return false;
  if (test === 'in') return (operand as Scalar[]).includes(left);
  const right = operandOf(operand, record, today);
  if (right === undefined) return false;
  const outcomes: Record<string, boolean> = {
    '=': left === right,
    '!=': left !== right,
    '<': left < right,
    '<=': left <= right,
    '>': left > right,
    '>=': left >= right,
  };
  return outcomes[test] ?? false;
}

function operandOf(operand: ConditionSource[2], record: CountedRecord, today: string): Scalar | undefined {
  if (operand === 'today') return today;
  if (typeof operand === 'object' && 'param' in operand) return paramOn(operand.param, today);
  return typeof operand === 'object' && 'field' in operand
    ? fieldOf(record, operand.field)
    : (operand as Scalar);
}

/** The one row of the whole city that is the newest on the day. */
function paramOn(code: string, day: string): Scalar | undefined {
  const rows = document.params.filter((row) => row.code === code && row.from <= day);
  return rows.sort((one, other) => (one.from < other.from ? -1 : 1)).at(-1)?.value ?? undefined;
}

/** As conditions mean it: amounts in 元, times as instants. */
function fieldOf({ type, fields }: CountedRecord, name: string): Scalar | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  const fieldType = typeOfField(type, name);
  if (fieldType === 'money') return Number(value) / 100;
  return fieldType === 'datetime' ? new Date(String(value)).getTime() : value;
}

function typeOfField(type: string, name: string): string | undefined {
  return typeNamed(type).fields.find((field) => field.name === name)?.type;
}

function isInTime(term: TermSource, record: CountedRecord, asked: string, period: PeriodKind): boolean {
  const { lifecycle, time } = typeNamed(record.type);
  const years = Number(term.shift?.slice(1, -1) ?? 0);
  const at = years === 0 ? asked : yearsBefore(asked, years);
  if (lifecycle === 'entity' && (term.window ?? 'stock') === 'stock') {
    const from = record.fields[time?.from ?? ''];
    const to = record.fields[time?.to ?? ''];
    return from !== undefined && from <= at && (to === undefined || to > at);
  }
  if (lifecycle === 'entity') {
    // What ended before it began has never been there.
    const { [time?.from ?? '']: from = '', [time?.to ?? '']: to } = record.fields;
    if (to !== undefined && to <= from) return false;
  }
  if (term.agg === 'last') {
    const last = lastDayOf(record.period ?? '');
    return last <= at && last >= yearsBefore(at, 1);
  }
  const day =
    lifecycle === 'report'
      ? lastDayOf(record.period ?? '')
      : record.fields[(lifecycle === 'entity' ? time?.from : time?.at) ?? ''];
  if (typeof day !== 'string' || day.slice(0, 10) > at) return false;
  if (term.window === 'plan') return day >= yearsBefore(PLAN_START, years);
  const span = term.window === 'ytd' ? 'year' : period;
  return spanOf(day, span) === spanOf(at, span);
}

/** The year, quarter or month that a day lies in. */
export function spanOf(day: string, kind: PeriodKind): string {
  const year = day.slice(0, 4);
  if (kind === 'year') return year;
  return kind === 'month' ? day.slice(0, 7) : `${year}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

function lastDayOf(period: string): string {
  const [year, part = '12'] = period.split('-');
  const month = part.startsWith('Q') ? Number(part.slice(1)) * 3 : Number(part);
  return new Date(Date.UTC(Number(year), month, 0)).toISOString().slice(0, 10);
}

/** The same day some years ago; the last day of a month where it is one. */
function yearsBefore(day: string, years: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const isLast = new Date(Date.UTC(year, month - 1, date + 1)).getUTCDate() === 1;
  const last = new Date(Date.UTC(year - years, month, 0)).getUTCDate();
  const then = isLast ? last : Math.min(date, last);
  return `${year - years}-${day.slice(5, 7)}-${String(then).padStart(2, '0')}`;
}
