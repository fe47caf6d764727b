import { createHash } from 'node:crypto';
import type { Fields, Param, RecordTerm, RecordType, StoredValue, Subject } from '#core/catalogue';
import { canonicalJson, type Level } from '#core/kernel';
import { amountReader, scaleOf } from './amount.js';
import type { Conditions } from './conditions.js';
import { beginningOf, flowLifespan, stockLifespan, type Lifespan, type LifespanReader } from './lifespan.js';
import { spansWithin } from './param-spans.js';
import { compilePredicates, type Read } from './predicate.js';
import { lowestLevel } from './reach.js';
import type { CountedRecord } from './record.js';
import type { Counted, Merge, Term } from './term.js';
import { termKey } from './term-key.js';

/** Never empty: a lone empty text is lost on the way to the database. */
const NO_ITEM = '-';

/** A text that is counted once is told apart by its digest where it is long: an index holds it. */
const ITEM_LENGTH_MAX = 40;
const DIGEST_LENGTH = 22;

export interface CellsSource {
  readonly type: RecordType;
  readonly conditions: Conditions;
  readonly indicatorDims: readonly string[];
  readonly params: readonly Param[];
}

/** Makes a count, a sum or a newest value over records into a term whose state is kept in cells. */
export function compileCells(definition: RecordTerm, source: CellsSource): Term {
  const { type, conditions, params } = source;
  // A term whose records lack a field is not split by it.
  const dims = source.indicatorDims.filter((name) => type.fieldsByName.has(name));
  const merge = mergeOf(definition, type);
  const scale = merge === 'distinct' ? 0 : scaleOf(typeOf(type, definition.field));
  const needed = [...new Set(conditions.onParams.map(({ operand }) => operand.code))];
  return Object.freeze<Term>({
    key: termKey(definition, type, {
      dims,
      scale,
      params: params.filter(({ code }) => needed.includes(code)),
    }),
    type: type.code,
    time: isStock(definition, type) ? 'stock' : 'flow',
    merge,
    placedByField: definition.at !== undefined,
    dims,
    scale,
    reach: reachOfCells(definition, type, dims),
    readsDerived: readsDerived(definition, source),
    params: needed,
    count: compileCount(definition, source, { dims, merge }),
  });
}

function readsDerived({ field, at }: RecordTerm, { type, conditions, indicatorDims }: CellsSource): boolean {
  const { onFields, onParams, awaited } = conditions;
  const compared = [...onFields, ...onParams].flatMap((predicate) => [
    predicate.subject.name,
    predicate.test === 'compare' && predicate.operand.is === 'field' ? predicate.operand.name : undefined,
  ]);
  const names = [...compared, ...awaited, ...indicatorDims, field, at];
  return names.some((name) => type.fieldsByName.get(name ?? '')?.derived);
}

/** An entity has one value at a time, so that its newest one is a stock; of a report the newest period counts. */
function mergeOf({ aggregate }: RecordTerm, { lifecycle }: RecordType): Merge {
  if (aggregate === 'countDistinct') return 'distinct';
  return aggregate === 'last' && lifecycle === 'report' ? 'newest' : 'sum';
}

function compileCount(
  definition: RecordTerm,
  { type, conditions, params }: Omit<CellsSource, 'indicatorDims'>,
  { dims, merge }: { readonly dims: readonly string[]; readonly merge: Merge },
): (record: CountedRecord) => readonly Counted[] {
  const holds = compilePredicates(conditions.onFields, readField);
  const valueOf = compileValue(merge === 'distinct' ? undefined : definition.field, type);
  const itemOf = compileItem(definition.field, type, merge);
  const lifespanOf = compileLifespan(definition, type, conditions);
  const spansOf = compileSpans(definition, { type, conditions, params });
  const unitOf = compileUnit(definition.at);
  const dimsOf = compileDims(dims);
  return (record) => {
    const { fields } = record;
    if (!holds(fields)) return [];
    const value = valueOf(fields);
    const item = itemOf(fields);
    const lifespan = lifespanOf(record);
    const unit = unitOf(record);
    if (value === null || item === null || !lifespan || unit === null) return [];
    const counted = { unit, dims: dimsOf(fields), item, value };
    return spansOf(lifespan, record).map((span) => ({ ...counted, lifespan: span }));
  };
}

function isStock({ window }: RecordTerm, { lifecycle }: RecordType): boolean {
  return lifecycle === 'entity' && window === 'stock';
}

/** An entity that is asked for by a period counts in the one in which it began. */
function compileLifespan(definition: RecordTerm, type: RecordType, { awaited }: Conditions): LifespanReader {
  if (type.lifecycle !== 'entity') return flowLifespan(type);
  const stock = stockLifespan(type, awaited);
  return isStock(definition, type) ? stock : beginningOf(stock);
}

/** Parameters change: a stock counts while its conditions hold, an event where they held on its day. */
function compileSpans(
  definition: RecordTerm,
  { type, conditions, params }: Omit<CellsSource, 'indicatorDims'>,
): (lifespan: Lifespan, record: CountedRecord) => readonly Lifespan[] {
  const { onParams } = conditions;
  if (onParams.length === 0) return (lifespan) => [lifespan];
  if (isStock(definition, type)) return (lifespan, record) => spansWithin(lifespan, onParams, params, record);
  return (lifespan, record) => {
    const spans = spansWithin(lifespan, onParams, params, record);
    return spans.some(({ from }) => from === lifespan.from) ? [lifespan] : [];
  };
}

function readField({ name }: Subject): Read<Fields> {
  return (fields) => fields[name];
}

function compileValue(field: string | undefined, type: RecordType): (fields: Fields) => bigint | null {
  if (field === undefined) return () => 1n;
  const amountOf = amountReader(typeOf(type, field));
  return (fields) => amountOf(fields[field]);
}

/** A record without the value that is counted once does not count. */
function compileItem(
  field: string | undefined,
  type: RecordType,
  merge: Merge,
): (fields: Fields) => string | null {
  if (merge === 'distinct') return (fields) => itemText(fields[field ?? '']);
  if (merge === 'sum') return () => NO_ITEM;
  const about = (type.naturalKey ?? []).filter((name) => type.fieldsByName.has(name));
  if (about.length === 0) return () => NO_ITEM;
  return (fields) => itemText(canonicalJson(about.map((name) => fields[name] ?? null)));
}

function itemText(value: StoredValue | undefined): string | null {
  if (value === undefined || value === '') return null;
  const text = String(value);
  if (text.length <= ITEM_LENGTH_MAX) return text;
  return createHash('sha256').update(text).digest('base64url').slice(0, DIGEST_LENGTH);
}

function compileUnit(at: string | undefined): (record: CountedRecord) => string | null {
  if (at === undefined) return ({ unit }) => unit;
  return ({ fields }) => {
    const unit = fields[at];
    return typeof unit === 'string' ? unit : null;
  };
}

function compileDims(dims: readonly string[]): (fields: Fields) => string {
  if (dims.length === 0) return () => '[]';
  return (fields) => canonicalJson(dims.map((name) => fields[name] ?? null));
}

/** A node that does not see all that a term reads would count records that it should not, or miss some. */
function reachOfCells({ reach }: RecordTerm, type: RecordType, dims: readonly string[]): Level {
  const { from, to, at } = type.time;
  const heights = [...dims, from, to, at].map((name) => type.fieldsByName.get(name ?? '')?.travel ?? 'city');
  return lowestLevel([reach, ...heights]);
}

function typeOf(type: RecordType, field: string | undefined) {
  return field === undefined ? undefined : type.fieldsByName.get(field)?.type;
}
