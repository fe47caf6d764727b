import { parentUnit } from '#core/kernel';
import { matchesScope, type CellsTerm, type UnitAttributes } from '#core/statistics';
import type { UnitPredicate } from '#core/catalogue';
import type { UnitIndex } from '#features/units';
import type { UnitRow } from '#platform/storage';
import type { Question, Scope } from './question.js';

/** What scopes and parameters ask of a unit: a community is of the kind of its street, and lies in the seat with it. */
export function attributesOf(unit: UnitRow, tree: UnitIndex): UnitAttributes {
  if (unit.level !== 'community') return unit;
  const street = tree.find(parentUnit(unit.code, tree.root?.code ?? '') ?? '');
  return street ? { ...unit, streetKind: street.streetKind, seat: street.seat } : unit;
}

/** The units for which every one of the conditions holds. */
export function unitsWithin(
  units: readonly UnitRow[],
  tree: UnitIndex,
  scopes: readonly (readonly UnitPredicate[])[],
): readonly UnitRow[] {
  const asked = scopes.filter((scope) => scope.length > 0);
  if (asked.length === 0) return units;
  return units.filter((unit) => {
    const attributes = attributesOf(unit, tree);
    return asked.every((scope) => matchesScope(scope, attributes));
  });
}

/** The units, of any day, that the scope and the term's filter leave; null where all do. */
export function countingUnits(
  { borders, unit }: Question,
  term: CellsTerm,
  scope: Scope,
): ReadonlySet<string> | null {
  if (scope.length === 0 && term.filter.length === 0) return null;
  const { ever } = borders.units;
  const units = unitsWithin(ever.subtree(unit.code), ever, [scope, term.filter]);
  return new Set(units.map(({ code }) => code));
}
