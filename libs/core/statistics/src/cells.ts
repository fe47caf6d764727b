import type { Fields, RecordTerm, RecordType, Subject } from '#core/catalogue';
import { canonicalJson, type Level } from '#core/kernel';
import { amountReader, scaleOf } from './amount.js';
import type { Conditions } from './conditions.js';
import { flowLifespan, stockLifespan } from './lifespan.js';
import { compilePredicates, type Read } from './predicate.js';
import { lowestLevel } from './reach.js';
import type { CountedRecord } from './record.js';
import type { Counted, Term } from './term.js';
import { termKey } from './term-key.js';

/** Makes a count or a sum over records into a term whose state is kept in cells. */
export function compileCells(
  definition: RecordTerm,
  type: RecordType,
  conditions: Conditions,
  indicatorDims: readonly string[],
): Term {
  // A term whose records lack a field is not split by it.
  const dims = indicatorDims.filter((name) => type.fieldsByName.has(name));
  const scale = scaleOf(typeOf(type, definition.field));
  return Object.freeze<Term>({
    key: termKey(definition, type, { dims, scale }),
    type: type.code,
    time: definition.window === 'stock' ? 'stock' : 'flow',
    dims,
    scale,
    reach: reachOfCells(definition, type, dims),
    count: compileCount(definition, type, conditions, dims),
  });
}

function compileCount(
  { window, field, at }: RecordTerm,
  type: RecordType,
  { onFields, awaited }: Conditions,
  dims: readonly string[],
): (record: CountedRecord) => Counted | null {
  const holds = compilePredicates(onFields, readField);
  const valueOf = compileValue(field, type);
  const lifespanOf = window === 'stock' ? stockLifespan(type, awaited) : flowLifespan(type);
  const unitOf = compileUnit(at);
  const dimsOf = compileDims(dims);
  return (record) => {
    const { fields } = record;
    if (!holds(fields)) return null;
    const value = valueOf(fields);
    const lifespan = lifespanOf(record);
    const unit = unitOf(record);
    if (!value || !lifespan || unit === null) return null;
    return { unit, dims: dimsOf(fields), value, lifespan };
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
