import { expect, type Vocabulary } from '../language/kinds.js';
import type { Expression } from '../language/expression.js';
import { parseExpression } from '../language/parse.js';
import { resolve } from '../language/resolve.js';
import type { Measure } from '../statistics-model.js';
import { loadScope } from './load-predicates.js';
import { loadSourceTerm, loadTerms, type TermContext } from './load-terms.js';
import { CODE, readLabels } from './names.js';
import { uniqueBy, type Place } from './place.js';

export function loadMeasures(place: Place, context: TermContext): ReadonlyMap<string, Measure> {
  return uniqueBy(
    place.items(),
    (item) => loadMeasure(item, context),
    (measure) => measure.code,
  );
}

function loadMeasure(place: Place, context: TermContext): Measure {
  const terms = loadTerms(place.get('terms'), (term) => loadSourceTerm(term, context));
  const kind = place.get('kind').oneOf(['bool', 'number'] as const);
  return {
    code: place.get('code').code(CODE),
    ...readLabels(place),
    per: place.get('per').oneOf(['community', 'street', 'district'] as const),
    scope: loadScope(place.get('scope'), context.paramKinds),
    terms,
    value: loadValue(place.get('value'), kind === 'bool' ? 'boolean' : 'number', terms, context),
    kind,
    missing: place.get('missing').oneOf(['false', 'exclude'] as const),
  };
}

/** An expression over terms, all of which are numbers, and parameters. */
export function loadValue(
  place: Place,
  kind: 'boolean' | 'number',
  terms: ReadonlyMap<string, unknown>,
  { paramKinds }: TermContext,
): Expression {
  const vocabulary: Vocabulary = {
    noun: 'term',
    meaning: (name) => (terms.has(name) ? { kind: 'number' } : undefined),
    paramKind: (code) => paramKinds.get(code),
  };
  const text = place.text();
  return place.parsing(() => {
    const expression = resolve(parseExpression(text), vocabulary);
    expect(kind, expression, vocabulary);
    return expression;
  });
}
