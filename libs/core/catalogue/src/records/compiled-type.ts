import { LEVELS, mayReach, type Day, type Level } from '#core/kernel';
import { compile, type Binding, type Computation } from '../language/compile.js';
import { yuanOf } from '../money.js';
import type { Catalogue, EnumValue, Field, Fields, RecordType, Rule } from '../model.js';
import type { ValueCheck } from './text-checks.js';
import { valueCheck } from './value-check.js';

/** A record type made ready for checking many records: nothing is looked up or built per record. */
export interface CompiledType {
  readonly checks: ReadonlyMap<string, FieldCheck>;
  readonly demands: Readonly<Record<Level, Demands>>;
}

export interface FieldCheck {
  readonly field: Field;
  readonly check: ValueCheck;
}

/** What a level can ask for: fields and rules that it sees in full. */
export interface Demands {
  readonly required: readonly Field[];
  readonly rules: readonly CompiledRule[];
}

export interface CompiledRule {
  readonly rule: Rule;
  readonly requirement: Computation<Fields, Day>;
  readonly condition?: Computation<Fields, Day>;
}

/** Kept apart from the record type, which is plain data that may be sent or shown. */
const compiledTypes = new WeakMap<RecordType, CompiledType>();

export function compiledType(type: RecordType, { enums }: Pick<Catalogue, 'enums'>): CompiledType {
  return compiledTypes.get(type) ?? compileType(type, enums);
}

export function compileType(
  type: RecordType,
  enums: ReadonlyMap<string, readonly EnumValue[]>,
): CompiledType {
  const rules = type.rules.map((rule) => compileRule(rule, type));
  const compiled: CompiledType = {
    checks: new Map(type.fields.map((field) => [field.name, { field, check: valueCheck(field, enums) }])),
    demands: demandsByLevel((level) => demandsAt(level, type, rules)),
  };
  compiledTypes.set(type, compiled);
  return compiled;
}

function demandsByLevel(make: (level: Level) => Demands): Readonly<Record<Level, Demands>> {
  const [city, district, street, community] = LEVELS;
  return {
    city: make(city),
    district: make(district),
    street: make(street),
    community: make(community),
  };
}

function demandsAt(level: Level, type: RecordType, rules: readonly CompiledRule[]): Demands {
  const isVisible = (name: string): boolean => {
    const field = type.fieldsByName.get(name);
    return field !== undefined && mayReach(field.travel, level);
  };
  return {
    required: type.fields.filter((field) => field.required && isVisible(field.name)),
    rules: rules.filter(({ rule }) => rule.fields.every(isVisible)),
  };
}

function compileRule(rule: Rule, type: RecordType): CompiledRule {
  const binding = bindingOf(type);
  return {
    rule,
    requirement: compile(rule.requirement, binding),
    ...(rule.condition ? { condition: compile(rule.condition, binding) } : {}),
  };
}

function bindingOf(type: RecordType): Binding<Fields, Day> {
  return {
    name: (name) => readField(name, type.fieldsByName.get(name)),
    param: () => () => null,
    today: (_fields, today) => today,
  };
}

/** A rule is written for what people see: amounts in 元, and times that are equal however their offset is written. */
function readField(name: string, field: Field | undefined): Computation<Fields, Day> {
  if (field?.type === 'money') {
    return (fields) => {
      const fen = fields[name];
      return typeof fen === 'number' ? yuanOf(fen) : null;
    };
  }
  if (field?.type === 'datetime') {
    return (fields) => {
      const time = fields[name];
      return typeof time === 'string' ? Date.parse(time) : null;
    };
  }
  return (fields) => fields[name] ?? null;
}
