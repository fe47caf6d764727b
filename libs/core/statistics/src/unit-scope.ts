import type { StoredValue, UnitAttribute, UnitPredicate } from '#core/catalogue';
import type { Level, StreetKind, UnitKind } from '#core/kernel';
import { compilePredicates, type Test } from './predicate.js';

/** What scopes can ask about a unit. A kind that a unit does not have is unknown, so no test of it holds. */
export interface UnitAttributes {
  readonly code: string;
  readonly level: Level;
  readonly kind?: UnitKind | null | undefined;
  readonly streetKind?: StreetKind | null | undefined;
  readonly seat?: boolean | null | undefined;
}

const ATTRIBUTES: Readonly<Record<UnitAttribute, (unit: UnitAttributes) => StoredValue | undefined>> = {
  '@code': (unit) => unit.code,
  '@level': (unit) => unit.level,
  '@urban': (unit) => (unit.kind ? unit.kind === 'urban' : undefined),
  '@streetKind': (unit) => unit.streetKind ?? undefined,
  '@seat': (unit) => unit.seat ?? undefined,
};

/** Compiled once for each scope: a reading asks it of thousands of units. */
const compiled = new WeakMap<readonly UnitPredicate[], Test<UnitAttributes>>();

/** True where every condition is known to hold for the unit. */
export function matchesScope(predicates: readonly UnitPredicate[], unit: UnitAttributes): boolean {
  let test = compiled.get(predicates);
  if (!test) {
    test = compilePredicates(predicates, (subject) =>
      subject.of === 'unit' ? ATTRIBUTES[subject.name] : () => undefined,
    );
    compiled.set(predicates, test);
  }
  return test(unit);
}
