import type { Comparator, Operand, Predicate, StoredValue, Subject } from '#core/catalogue';

/** The value of one field or attribute; undefined where it is not set. */
export type Read<S> = (subject: S) => StoredValue | undefined;
export type Test<S> = (subject: S) => boolean;

/** What is read is looked up once here; testing a record neither looks anything up nor allocates. */
export function compilePredicates<S>(
  predicates: readonly Predicate[],
  bind: (subject: Subject) => Read<S>,
): Test<S> {
  const tests = predicates.map((predicate) => compilePredicate(predicate, bind));
  return (subject) => tests.every((test) => test(subject));
}

/** A test that cannot be known, because a side of it is not set, does not hold. */
function compilePredicate<S>(predicate: Predicate, bind: (subject: Subject) => Read<S>): Test<S> {
  const read = bind(predicate.subject);
  switch (predicate.test) {
    case 'set':
      return (subject) => read(subject) !== undefined;
    case 'unset':
      return (subject) => read(subject) === undefined;
    case 'in': {
      const members = new Set<StoredValue | undefined>(predicate.values);
      return (subject) => members.has(read(subject));
    }
    case 'compare': {
      const holds = COMPARISONS[predicate.operator];
      const comparable = predicate.kind === 'datetime' ? instant : same;
      const operand = bindOperand(predicate.operand, bind);
      return (subject) => {
        const left = comparable(read(subject));
        const right = comparable(operand(subject));
        return left !== undefined && typeof left === typeof right && holds(left, right as StoredValue);
      };
    }
  }
}

/** A parameter depends on the unit and the day, `today` on the question: neither is known of a record alone. */
function bindOperand<S>(operand: Operand, bind: (subject: Subject) => Read<S>): Read<S> {
  switch (operand.is) {
    case 'literal':
      return () => operand.value;
    case 'field':
      return bind({ of: 'field', name: operand.name });
    case 'param':
    case 'today':
      return () => undefined;
  }
}

/** Stored values carry no rounding noise, so equal means equal; days and codes compare as texts. */
export const COMPARISONS: Readonly<Record<Comparator, (left: StoredValue, right: StoredValue) => boolean>> = {
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

function same(value: StoredValue | undefined): StoredValue | undefined {
  return value;
}

/** Two times are the same where the instant is, however their offsets are written. */
function instant(value: StoredValue | undefined): StoredValue | undefined {
  return typeof value === 'string' ? Date.parse(value) : undefined;
}
