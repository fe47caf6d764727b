import { naiveValue } from './naive-expression.js';

/*
 * All indicators by the catalogue as it is written, found by looking through a full list of live records for every
 * question. Deliberately naive: no cells, no index, no memory, one record after the other.
 */

type Scalar = string | number | boolean;
type Condition = readonly [string, string, unknown?];

interface TermSource {
  readonly from?: string;
  readonly agg: string;
  readonly field?: string;
  readonly where?: readonly Condition[];
  readonly window?: string;
  readonly shift?: string;
  readonly at?: string;
  readonly measure?: string;
}

interface Defined {
  readonly code: string;
  readonly scope?: readonly Condition[];
  readonly terms: Readonly<Record<string, TermSource>>;
  readonly value: string;
}

export interface NaiveCatalogue {
  readonly types: readonly {
    readonly code: string;
    readonly lifecycle: string;
    readonly naturalKey?: readonly string[];
    readonly time?: { readonly from?: string; readonly to?: string; readonly at?: string };
  }[];
  readonly params: readonly {
    readonly code: string;
    readonly value: Scalar | null;
    readonly from: string;
    readonly where: { readonly region: string; readonly streetKind?: string; readonly seat?: boolean };
  }[];
  readonly measures: readonly (Defined & {
    readonly per: string;
    readonly kind: string;
    readonly missing: string;
  })[];
  readonly indicators: readonly Defined[];
}

export interface NaiveRecord {
  readonly type: string;
  readonly unit: string;
  readonly period?: string | undefined;
  /** As a clerk enters them: money in 元. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface NaiveUnit {
  readonly code: string;
  readonly level: string;
}

export interface NaiveWorld {
  readonly catalogue: NaiveCatalogue;
  readonly units: readonly NaiveUnit[];
  readonly seats: ReadonlySet<string>;
  readonly records: readonly NaiveRecord[];
}

export interface NaiveQuestion {
  readonly unit: string;
  readonly at: string;
  readonly period: 'month' | 'quarter' | 'year';
}

export interface NaiveFigure {
  readonly value: number | null;
  readonly terms: Readonly<Record<string, number | null>>;
  /** Units of which a measure is not known. */
  readonly unknown: number;
}

export function naiveFigure(world: NaiveWorld, code: string, question: NaiveQuestion): NaiveFigure {
  const indicator = world.catalogue.indicators.find((item) => item.code === code);
  if (!indicator) throw new Error(`no indicator ${code}`);
  let unknown = 0;
  const terms = Object.fromEntries(
    Object.entries(indicator.terms).map(([name, term]) => {
      if (term.measure === undefined) return [name, plainTerm(world, term, question, indicator.scope)];
      const tally = tallyOf(world, term.measure, question, indicator.scope);
      unknown = Math.max(unknown, tally.unknown);
      return [name, tally[term.agg as keyof typeof tally]];
    }),
  );
  const value = naiveValue(indicator.value, {
    term: (name) => terms[name] ?? null,
    param: (param) => paramAt(world, param, question.unit, question.at),
  });
  return { value: typeof value === 'number' ? value : null, terms, unknown };
}

function tallyOf(world: NaiveWorld, code: string, question: NaiveQuestion, scope: Defined['scope']) {
  const measure = world.catalogue.measures.find((item) => item.code === code);
  if (!measure) throw new Error(`no measure ${code}`);
  const tally = { true: 0, all: 0, unknown: 0, total: 0 };
  for (const unit of world.units) {
    if (unit.level !== measure.per || !unit.code.startsWith(question.unit)) continue;
    if (![...(measure.scope ?? []), ...(scope ?? [])].every((test) => unitHolds(world, test, unit.code)))
      continue;
    const own = { ...question, unit: unit.code };
    const value = naiveValue(measure.value, {
      term: (name) => plainTerm(world, measure.terms[name] as TermSource, own),
      param: (param) => paramAt(world, param, unit.code, question.at),
    });
    if (value === null) tally.unknown += 1;
    if (value !== null || measure.missing === 'false') tally.all += 1;
    if (value === true) tally.true += 1;
    if (typeof value === 'number') tally.total += value;
  }
  return tally;
}

function plainTerm(
  world: NaiveWorld,
  term: TermSource,
  question: NaiveQuestion,
  scope: Defined['scope'] = [],
): number | null {
  const conditions = [...scope, ...(term.where ?? [])].filter(([name]) => name.startsWith('@'));
  if (term.from === 'region') {
    const counted = world.units.filter(
      ({ code }) =>
        code.startsWith(question.unit) && conditions.every((test) => unitHolds(world, test, code)),
    );
    return counted.length;
  }
  const params = (term.where ?? []).flatMap(([, , operand]) => paramOf(operand) ?? []);
  if (params.some((code) => paramAt(world, code, question.unit, question.at) === null)) return null;
  const found = world.records.filter((record) => {
    if (record.type !== term.from) return false;
    const place = term.at === undefined ? record.unit : record.fields[term.at];
    if (typeof place !== 'string' || !place.startsWith(question.unit)) return false;
    if (!conditions.every((test) => unitHolds(world, test, place))) return false;
    return isInTime(world, term, record, question) && isMeant(world, term, record, question);
  });
  return aggregate(world, term, found);
}

function aggregate(
  world: NaiveWorld,
  { agg, field = '' }: TermSource,
  found: readonly NaiveRecord[],
): number | null {
  const set = found.filter(({ fields }) => agg === 'count' || fields[field] !== undefined);
  if (agg === 'count') return set.length;
  if (agg === 'countDistinct') return new Set(set.map(({ fields }) => fields[field])).size;
  const add = (records: readonly NaiveRecord[]): number =>
    records.reduce((sum, { fields }) => sum + Math.round(Number(fields[field]) * 1e6), 0) / 1e6;
  if (agg === 'sum') return add(set);
  if (set.length === 0) return null;
  if (typeNamed(world, set[0]?.type ?? '').lifecycle !== 'report') return add(set);
  return add(set.filter((record) => set.every((other) => !replaces(world, other, record))));
}

/** True where a later report is about the same thing. */
function replaces(world: NaiveWorld, other: NaiveRecord, record: NaiveRecord): boolean {
  const about = typeNamed(world, record.type).naturalKey?.filter(
    (name) => name !== 'region' && name !== 'period',
  );
  const same =
    other.unit === record.unit && (about ?? []).every((name) => other.fields[name] === record.fields[name]);
  return same && lastDay(other.period) > lastDay(record.period);
}

function isMeant(world: NaiveWorld, term: TermSource, record: NaiveRecord, { at }: NaiveQuestion): boolean {
  const { lifecycle, time } = typeNamed(world, record.type);
  return (term.where ?? [])
    .filter(([name]) => !name.startsWith('@'))
    .every(([name, test, operand]) => {
      const left = comparable(record.fields[name]);
      if (test === 'set' || test === 'unset') return (left !== undefined) === (test === 'set');
      if (left === undefined) return false;
      if (test === 'in') return (operand as Scalar[]).includes(left);
      const day = lifecycle === 'entity' ? at : String(record.fields[time?.at ?? '']).slice(0, 10);
      const param = paramOf(operand);
      const other = (operand as { field?: string } | null)?.field;
      let right: unknown = operand;
      if (operand === 'today') right = at;
      else if (param !== undefined) right = paramAt(world, param, record.unit, day);
      else if (other !== undefined) right = comparable(record.fields[other]);
      if (right === undefined || right === null) return false;
      return compares(left, test, right as Scalar);
    });
}

/** Times are the same where the instant is. */
function comparable(value: unknown): Scalar | undefined {
  if (typeof value === 'string' && value.includes('T')) return new Date(value).getTime();
  return value as Scalar | undefined;
}

function compares(left: Scalar, test: string, right: Scalar): boolean {
  if (test === '=') return left === right;
  if (test === '!=') return left !== right;
  if (test === '<') return left < right;
  if (test === '<=') return left <= right;
  return test === '>' ? left > right : left >= right;
}

function isInTime(world: NaiveWorld, term: TermSource, record: NaiveRecord, asked: NaiveQuestion): boolean {
  const { lifecycle, time } = typeNamed(world, record.type);
  const years = Number(term.shift?.slice(1, -1) ?? 0);
  const at = years === 0 ? asked.at : yearsBefore(asked.at, years);
  if (lifecycle === 'entity') {
    const from = record.fields[time?.from ?? ''];
    const to = record.fields[time?.to ?? ''];
    return typeof from === 'string' && from <= at && !(typeof to === 'string' && to <= at);
  }
  const day =
    lifecycle === 'report' ? lastDay(record.period) : String(record.fields[time?.at ?? '']).slice(0, 10);
  if (day > at) return false;
  if (term.agg === 'last') return day >= yearsBefore(at, 1);
  if (term.window === 'plan') return day >= '2005-01-01';
  const span = term.window === 'ytd' ? 'year' : asked.period;
  return spanOf(day, span) === spanOf(at, span);
}

function unitHolds(world: NaiveWorld, [name, test, operand]: Condition, code: string): boolean {
  const street = code.length === 12 ? code.slice(0, 9) : code;
  const attributes: Record<string, Scalar | undefined> = {
    '@code': code,
    '@level': { 4: 'city', 6: 'district', 9: 'street', 12: 'community' }[code.length],
    '@urban': code.length === 12 ? '014'.includes(code.charAt(9)) : undefined,
    '@seat': world.seats.has(street),
    '@streetKind': kindOfStreet(street),
  };
  const left = attributes[name];
  if (left === undefined) return false;
  return test === 'in' ? (operand as Scalar[]).includes(left) : compares(left, test, operand as Scalar);
}

function kindOfStreet(code: string): string | undefined {
  if (code.length !== 9) return undefined;
  const number = Number(code.slice(6));
  if (number < 100) return 'street';
  if (number < 200) return 'town';
  return number < 400 ? 'township' : 'quasi';
}

function paramOf(operand: unknown): string | undefined {
  return (operand as { param?: string } | null)?.param;
}

/** The row with the longest region, then the most conditions, then the newest day. */
function paramAt(world: NaiveWorld, code: string, unit: string, day: string): number | null {
  const street = unit.length === 12 ? unit.slice(0, 9) : unit;
  const rows = world.catalogue.params.filter(({ code: own, from, where }) => {
    if (own !== code || from > day || !unit.startsWith(where.region)) return false;
    if (where.streetKind !== undefined && where.streetKind !== kindOfStreet(street)) return false;
    return where.seat === undefined || where.seat === world.seats.has(street);
  });
  const weight = ({ where, from }: (typeof rows)[number]): string =>
    `${String(where.region.length).padStart(2, '0')} ${Object.keys(where).length} ${from}`;
  const [best] = rows.sort((one, other) => (weight(one) > weight(other) ? -1 : 1));
  return typeof best?.value === 'number' ? best.value : null;
}

function typeNamed({ catalogue }: NaiveWorld, code: string) {
  const type = catalogue.types.find((item) => item.code === code);
  if (!type) throw new Error(`no type ${code}`);
  return type;
}

function spanOf(day: string, kind: string): string {
  const year = day.slice(0, 4);
  if (kind === 'year') return year;
  return kind === 'month' ? day.slice(0, 7) : `${year}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

function lastDay(period = ''): string {
  const [year, part = '12'] = period.split('-');
  const month = part.startsWith('Q') ? Number(part.slice(1)) * 3 : Number(part);
  return new Date(Date.UTC(Number(year), month, 0)).toISOString().slice(0, 10);
}

function yearsBefore(day: string, years: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const isLast = new Date(Date.UTC(year, month - 1, date + 1)).getUTCDate() === 1;
  const last = new Date(Date.UTC(year - years, month, 0)).getUTCDate();
  return `${year - years}-${day.slice(5, 7)}-${String(isLast ? last : Math.min(date, last)).padStart(2, '0')}`;
}
