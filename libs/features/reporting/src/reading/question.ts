import type { UnitPredicate } from '#core/catalogue';
import type { Day, Level, PeriodKind } from '#core/kernel';
import type { UnitRow } from '#platform/storage';
import type { Borders } from './borders.js';

/** Conditions that a unit has to meet to be counted. */
export type Scope = readonly UnitPredicate[];

export interface Question {
  readonly unit: UnitRow;
  /** In which units the records count. */
  readonly borders: Borders;
  readonly at: Day;
  readonly period: PeriodKind;
  /** The level of the units that the figure is split into; the next one below where none is asked. */
  readonly parts?: Level | undefined;
  /** Also the figure for each tuple of the indicator's dimensions. */
  readonly byDims: boolean;
}
