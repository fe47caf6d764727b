import type { Fields } from '../model.js';
import { requestState } from './request-state.js';
import type { DerivationSource } from './source.js';

/** How records of one type say something of a record of another: its derived fields. */
export interface Derivation {
  readonly from: string;
  /** The reference of a source to what is derived. */
  readonly by: string;
  readonly into: string;
  /** The derived fields in stored form. The same for the same sources, in whatever order they are given. */
  readonly derive: (fields: Fields, sources: readonly DerivationSource[]) => Fields;
}

/** One for a type at most: no fields are derived of derived ones. */
const DERIVATIONS: readonly Derivation[] = [
  { from: 'request-step', by: 'request', into: 'service-request', derive: requestState },
];

/** Raised where a derivation says something else than before: what was counted of it is counted anew. */
export const DERIVATIONS_REVISION = 1;

const FROM: ReadonlyMap<string, Derivation> = new Map(DERIVATIONS.map((one) => [one.from, one]));
const INTO: ReadonlyMap<string, Derivation> = new Map(DERIVATIONS.map((one) => [one.into, one]));

/** The derivation that records of this type are sources of. */
export function derivationFrom(type: string): Derivation | undefined {
  return FROM.get(type);
}

/** The derivation that gives records of this type their derived fields. */
export function derivationInto(type: string): Derivation | undefined {
  return INTO.get(type);
}
