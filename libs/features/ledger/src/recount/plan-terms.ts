import { DERIVATIONS_REVISION, type Catalogue, type RecordType } from '#core/catalogue';
import { canonicalJson } from '#core/kernel';
import type { Statistics, Term } from '#core/statistics';
import type { TermRow } from '#platform/storage';

export interface TermPlan {
  /** Terms whose cells mean nothing under what is wanted. */
  readonly stale: readonly string[];
  /** Terms that have to be counted: new ones, and those whose cells are stale. */
  readonly missing: readonly string[];
}

/** Stands among the names of fields for the revision of what is derived. */
const DERIVED = '';

/**
 * What the cells of a term depend on beside its key: in which section each field of its type stands and, where it looks at
 * derived fields, how these are derived. The text is an object of field names and heights.
 */
function signatureOf({ readsDerived }: Term, { fields }: Pick<RecordType, 'fields'>): string {
  const heights = fields.map(({ name, travel }): [string, string] => [name, travel]);
  if (readsDerived) heights.push([DERIVED, String(DERIVATIONS_REVISION)]);
  return canonicalJson(Object.fromEntries(heights));
}

/** The terms of a catalogue with their signatures. */
export function signaturesOf({ terms }: Statistics, { types }: Catalogue): ReadonlyMap<string, string> {
  const signatures = new Map<string, string>();
  for (const term of terms.values()) {
    const type = types.get(term.type);
    if (type) signatures.set(term.key, signatureOf(term, type));
  }
  return signatures;
}

/** False where a field that both know stands in another section. One that only one of them knows is read by no shared term. */
function fits(held: string, wanted: string): boolean {
  if (held === wanted) return true;
  if (held === '') return false;
  const [old, next] = [held, wanted].map((text) => new Map(Object.entries(JSON.parse(text) as object)));
  if (old?.get(DERIVED) !== next?.get(DERIVED)) return false;
  return [...(old ?? [])].every(([name, height]) => (next?.get(name) ?? height) === height);
}

/** Compares the terms that have cells with those that are wanted. A recount that was not finished begins anew. */
export function planTerms(held: readonly TermRow[], wanted: ReadonlyMap<string, string>): TermPlan {
  const complete = new Set<string>();
  for (const { term, signature, state } of held) {
    const next = wanted.get(term);
    if (state === 'counted' && next !== undefined && fits(signature, next)) complete.add(term);
  }
  return {
    stale: held.map(({ term }) => term).filter((term) => !complete.has(term)),
    missing: [...wanted.keys()].filter((term) => !complete.has(term)),
  };
}
