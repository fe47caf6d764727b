import type { Bilingual } from '#core/kernel';
import type { PartKind } from './parts.js';

export interface Change {
  /** Name of what has changed of it, such as `required`. */
  readonly aspect: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface Difference {
  readonly what: 'added' | 'removed' | 'changed';
  readonly part: PartKind;
  readonly path: string;
  /** Empty where it was added or removed. */
  readonly changes: readonly Change[];
  readonly message: Bilingual;
}
