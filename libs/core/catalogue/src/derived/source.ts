import type { Fields } from '../model.js';

/** A record that others are derived from, as far as it is known here. */
export interface DerivationSource {
  readonly record: string;
  readonly fields: Fields;
}
