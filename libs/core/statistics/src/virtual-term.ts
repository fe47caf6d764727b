import type { Predicate, VirtualTerm } from '#core/catalogue';
import type { PlainTerm, ReportsTerm, UnitsTerm, UploadsTerm } from './compiled-indicator.js';
import { splitConditions, whyUnitsUndecided } from './conditions.js';
import { UNSUPPORTED, unsupported } from './unsupported.js';

/** Rows that the platform keeps itself are counted. */
export function compileVirtualTerm(definition: VirtualTerm, dims: readonly string[]): PlainTerm {
  const { from, aggregate, where } = definition;
  const { onUnit, onFields } = splitConditions(where);
  const compiled = aggregate === 'count' ? COMPILERS[from](definition, onFields, dims) : undefined;
  if (!compiled) return unsupported(definition, UNSUPPORTED[from]);
  const reason = whyUnitsUndecided(onUnit);
  return reason ? unsupported(definition, reason) : Object.freeze({ ...compiled, filter: onUnit });
}

type Counted = Omit<UnitsTerm, 'filter'> | Omit<ReportsTerm, 'filter'> | Omit<UploadsTerm, 'filter'>;

type Compiler = (
  definition: VirtualTerm,
  onFields: readonly Predicate[],
  dims: readonly string[],
) => Counted | undefined;

const COMPILERS: Readonly<Record<VirtualTerm['from'], Compiler>> = {
  region: ({ window, shiftYears }, onFields) =>
    window === 'stock' && shiftYears === 0 && onFields.length === 0 ? { kind: 'units' } : undefined,
  'report-status': reports,
  'sync-status': uploads,
};

const STATES: ReadonlyMap<string, ReportsTerm['state']> = new Map([
  ['received', 'received'],
  ['on_time', 'onTime'],
  ['locked', 'locked'],
]);

function reports(
  { window, shiftYears }: VirtualTerm,
  onFields: readonly Predicate[],
  dims: readonly string[],
): Counted | undefined {
  // Of what the platform keeps of reports, only the type splits them.
  const byType = dims.length === 1 && dims[0] === 'type';
  const [predicate, ...more] = onFields;
  if (more.length > 0) return undefined;
  if (!predicate) return { kind: 'reports', state: 'expected', byType, window, shiftYears };
  const state = STATES.get(predicate.subject.name);
  const isTrue =
    predicate.test === 'compare' &&
    predicate.operator === '=' &&
    predicate.operand.is === 'literal' &&
    predicate.operand.value === true;
  return state && isTrue ? { kind: 'reports', state, byType, window, shiftYears } : undefined;
}

function uploads({ window, shiftYears }: VirtualTerm, onFields: readonly Predicate[]): Counted | undefined {
  const [predicate, ...more] = onFields;
  if (more.length > 0 || window !== 'stock' || shiftYears !== 0) return undefined;
  if (predicate?.subject.name !== 'last_upload_age_h' || predicate.test !== 'compare') return undefined;
  const { operator, operand } = predicate;
  if (operator !== '<=' || operand.is !== 'literal' || typeof operand.value !== 'number') return undefined;
  return { kind: 'uploads', ageHoursMax: operand.value };
}
