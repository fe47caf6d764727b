import type { RecordTerm, RecordType } from '#core/catalogue';
import type { Bilingual } from '#core/kernel';
import { compileCells } from './cells.js';
import type { CompiledTerm } from './compiled-indicator.js';
import { splitConditions, whyFieldsUndecided, whyUnitsUndecided, type Conditions } from './conditions.js';
import { UNSUPPORTED, unsupported } from './unsupported.js';

/** Counts and sums over records are kept in cells. */
export function compileRecordTerm(
  definition: RecordTerm,
  type: RecordType,
  dims: readonly string[],
): CompiledTerm {
  const conditions = splitConditions(definition.where);
  const reason = whyNotInCells(definition, type, conditions);
  if (reason) return unsupported(definition, reason);
  return Object.freeze<CompiledTerm>({
    kind: 'cells',
    term: compileCells(definition, type, conditions, dims),
    window: definition.window,
    shiftYears: definition.shiftYears,
    filter: conditions.onUnit,
  });
}

function whyNotInCells(
  { aggregate, window, shiftYears }: RecordTerm,
  { lifecycle }: RecordType,
  { onFields, onUnit, awaited }: Conditions,
): Bilingual | undefined {
  if (aggregate === 'countDistinct' || aggregate === 'last') return UNSUPPORTED[aggregate];
  if (lifecycle === 'entity' && window !== 'stock') return UNSUPPORTED.entityWindow;
  // A shifted stock is read on another day than the one that "today" means.
  if (awaited.length > 0 && (window !== 'stock' || shiftYears !== 0)) return UNSUPPORTED.today;
  return whyFieldsUndecided(onFields) ?? whyUnitsUndecided(onUnit);
}
