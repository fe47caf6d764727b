import type { Catalogue, Indicator, SourceTerm } from '#core/catalogue';
import type { Day, PeriodKind } from '#core/kernel';
import { COMPLETION, owedTypes } from '#core/obligations';
import { planStart, windowDays, type WindowDays } from '#core/statistics';
import type { ChangeSpan } from '#platform/storage';

/**
 * Which records can move an indicator's figure of a period: their types, and the days that its terms look at. Rather too
 * many than too few: which of them did move it is for people to see.
 */
export function spansOf(
  catalogue: Catalogue,
  { terms }: Indicator,
  asked: { readonly at: Day; readonly period: PeriodKind },
): readonly ChangeSpan[] {
  const spans = new Map<string, ChangeSpan>();
  for (const term of sourceTerms(catalogue, terms)) {
    const days = windowDays(term, { ...asked, planStart: planStart(catalogue) });
    for (const type of typesBehind(catalogue, term)) {
      const span = { type, ...daysOf(term, days) };
      spans.set(JSON.stringify(span), span);
    }
  }
  return [...spans.values()];
}

function sourceTerms({ measures }: Catalogue, terms: Indicator['terms']): readonly SourceTerm[] {
  return [...terms.values()].flatMap((term) => {
    if (term.source !== 'measure') return [term];
    return [...(measures.get(term.measure)?.terms.values() ?? [])];
  });
}

/** Reports are rows of their own; units and nodes are not told by records. */
function typesBehind(catalogue: Catalogue, term: SourceTerm): readonly string[] {
  if (term.source === 'records') return [term.from];
  if (term.from !== 'report-status') return [];
  return [...owedTypes(catalogue).map(({ code }) => code), COMPLETION.type];
}

/** The newest value may come from any period before. */
function daysOf({ aggregate }: SourceTerm, { from, to }: WindowDays): WindowDays {
  return { from: aggregate === 'last' ? null : from, to };
}
