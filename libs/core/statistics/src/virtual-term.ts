import type { VirtualTerm } from '#core/catalogue';
import type { CompiledTerm } from './compiled-indicator.js';
import { splitConditions, whyUnitsUndecided } from './conditions.js';
import { UNSUPPORTED, unsupported } from './unsupported.js';

/** Of the rows that the platform keeps itself, units can be counted. */
export function compileVirtualTerm(definition: VirtualTerm): CompiledTerm {
  const { from, aggregate, window, shiftYears, where } = definition;
  const isCountOfUnits = from === 'region' && aggregate === 'count' && window === 'stock' && shiftYears === 0;
  if (!isCountOfUnits) return unsupported(definition, UNSUPPORTED[from]);
  const filter = splitConditions(where).onUnit;
  const reason = whyUnitsUndecided(filter);
  return reason ? unsupported(definition, reason) : Object.freeze<CompiledTerm>({ kind: 'units', filter });
}
