import type { RecordTerm } from '#core/catalogue';
import type { Bilingual } from '#core/kernel';
import { compileCells, type CellsSource } from './cells.js';
import type { CellsTerm, PlainTerm } from './compiled-indicator.js';
import { splitConditions, whyFieldsUndecided, whyParamsUndecided, whyUnitsUndecided } from './conditions.js';
import { UNSUPPORTED, unsupported } from './unsupported.js';

/** Numbers over records are kept in cells. */
export function compileRecordTerm(
  definition: RecordTerm,
  context: Omit<CellsSource, 'conditions'>,
): PlainTerm {
  const source = { ...context, conditions: splitConditions(definition.where) };
  const reason = whyNotInCells(definition, source);
  if (reason) return unsupported(definition, reason);
  const term = compileCells(definition, source);
  return Object.freeze<CellsTerm>({
    kind: 'cells',
    term,
    window: term.merge === 'newest' ? 'newest' : definition.window,
    shiftYears: definition.shiftYears,
    filter: source.conditions.onUnit,
    // Nobody has said what the newest value is: that is not zero.
    unknownWithoutRecords: definition.aggregate === 'last',
  });
}

function whyNotInCells(
  { window, shiftYears }: RecordTerm,
  { conditions: { onFields, onParams, onUnit, awaited }, params }: CellsSource,
): Bilingual | undefined {
  // A shifted stock is read on another day than the one that "today" means.
  if (awaited.length > 0 && (window !== 'stock' || shiftYears !== 0)) return UNSUPPORTED.today;
  return whyFieldsUndecided(onFields) ?? whyParamsUndecided(onParams, params) ?? whyUnitsUndecided(onUnit);
}
