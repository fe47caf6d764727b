import { parentUnit } from '#core/kernel';
import type { ParamPlace } from '#core/statistics';
import type { UnitIndex } from '#features/units';

/** What parameters ask of a unit: a community is of the kind of its street, and lies in the seat with it. */
export function paramPlace(code: string, tree: UnitIndex): ParamPlace {
  const unit = tree.find(code);
  const own = unit?.streetKind ? unit : (tree.find(parentUnit(code, tree.root?.code ?? '') ?? '') ?? unit);
  return { code, streetKind: own?.streetKind, seat: own?.seat };
}
