import { isDay } from '#core/kernel';
import { COMPARATORS } from '../language/expression.js';
import { hasOrder, isOrder, type Meaning, type ValueKind } from '../language/kinds.js';
import { fenOf } from '../money.js';
import type { Operand, Predicate, Subject, UnitAttribute, UnitPredicate } from '../statistics-model.js';
import type { Place } from './place.js';
import { UNIT_ATTRIBUTES, type Source } from './sources.js';

export interface PredicateContext {
  readonly source: Source;
  readonly paramKinds: ReadonlyMap<string, ValueKind>;
}

const TESTS = [...COMPARATORS, 'in', 'set', 'unset'] as const;

/** The subject of a predicate and what is known of its values. */
interface Compared extends Meaning {
  readonly subject: Subject;
  readonly money: boolean;
}

/** A list of conditions `[subject, test, operand?]`; all of them have to hold. */
export function loadPredicates(place: Place, context: PredicateContext): readonly Predicate[] {
  return place.items().map((item) => loadPredicate(item, context));
}

/** Conditions on the unit alone. */
export function loadScope(
  place: Place,
  paramKinds: PredicateContext['paramKinds'],
): readonly UnitPredicate[] {
  const nothing: Source = { code: '', lifecycle: 'virtual', travel: 'city', column: () => undefined };
  return loadPredicates(place, { source: nothing, paramKinds }) as readonly UnitPredicate[];
}

function loadPredicate(place: Place, context: PredicateContext): Predicate {
  const [first, second, third, ...more] = place.items();
  if (!first || !second || more.length > 0) {
    throw place.invalid('expected [subject, test] or [subject, test, operand]');
  }
  const target = loadTarget(first, context.source);
  const { subject, kind } = target;
  const test = second.oneOf(TESTS);
  if (test === 'set' || test === 'unset') {
    if (third) throw third.invalid(`“${test}” takes no operand`);
    return { subject, kind, test };
  }
  if (!third) throw place.invalid(`“${test}” needs an operand`);
  if (test === 'in') return { subject, kind, test, values: loadValues(third, target) };
  if (isOrder(test) && !hasOrder(kind)) throw second.invalid(`a ${kind} has no order, use = or !=`);
  return {
    subject,
    kind,
    test: 'compare',
    operator: test,
    operand: loadOperand(third, target, context),
  };
}

function loadTarget(place: Place, source: Source): Compared {
  const name = place.text();
  const attribute = UNIT_ATTRIBUTES.get(name);
  if (attribute) {
    return { ...attribute, subject: { of: 'unit', name: name as UnitAttribute }, money: false };
  }
  const column = source.column(name);
  if (!column) {
    throw place.invalid(`unknown field “${name}”${source.code === '' ? '' : ` of “${source.code}”`}`);
  }
  return { ...column, subject: { of: 'field', name } };
}

function loadValues(place: Place, target: Compared): readonly (string | number | boolean)[] {
  const values = place.items().map((item) => loadLiteral(item, target));
  if (values.length === 0) throw place.invalid('expected at least one value');
  if (new Set(values).size !== values.length) throw place.invalid('a value is listed twice');
  return values;
}

function loadOperand(place: Place, target: Compared, context: PredicateContext): Operand {
  const { value } = place;
  if (value === 'today' && target.kind === 'date') return { is: 'today' };
  if (typeof value !== 'object' || value === null) {
    return { is: 'literal', value: loadLiteral(place, target) };
  }
  return place.get('field').isAbsent
    ? loadParamOperand(place.get('param'), target, context)
    : loadFieldOperand(place.get('field'), target, context.source);
}

function loadFieldOperand(place: Place, target: Compared, source: Source): Operand {
  const name = place.text();
  const column = source.column(name);
  if (!column) throw place.invalid(`unknown field “${name}” of “${source.code}”`);
  if (column.kind !== target.kind || column.money !== target.money) {
    throw place.invalid(`“${name}” cannot be compared with “${target.subject.name}”`);
  }
  return { is: 'field', name };
}

function loadParamOperand(place: Place, target: Compared, context: PredicateContext): Operand {
  const code = place.text();
  const kind = context.paramKinds.get(code);
  if (!kind) throw place.invalid(`unknown parameter “${code}”`);
  if (kind !== target.kind) throw place.invalid(`expected a ${target.kind}, “${code}” is a ${kind}`);
  return { is: 'param', code, money: target.money };
}

function loadLiteral(place: Place, target: Compared): string | number | boolean {
  switch (target.kind) {
    case 'number':
      return target.money ? loadAmount(place) : place.number();
    case 'boolean':
      if (typeof place.value !== 'boolean') throw place.invalid('expected true or false');
      return place.value;
    case 'date':
      if (!isDay(place.value)) throw place.invalid('expected a day or “today”');
      return place.value;
    case 'datetime':
      throw place.invalid('a datetime can only be compared with a field');
    case 'text':
      return loadListed(place, target);
  }
}

function loadAmount(place: Place): number {
  const fen = fenOf(place.number());
  if (fen === undefined) throw place.invalid('expected an amount with at most two decimals');
  return fen;
}

function loadListed(place: Place, target: Compared): string {
  const text = place.text();
  if (target.values && !target.values.has(text)) {
    throw place.invalid(`“${text}” is not a value of “${target.subject.name}”`);
  }
  return text;
}
