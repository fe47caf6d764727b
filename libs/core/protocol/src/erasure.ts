import type { EntryHeader } from './entry.js';

/** Why personal data is erased: the cases of article 47 of the Personal Information Protection Law (PIPL). */
export const ERASURE_GROUNDS = [
  'purpose-ended',
  'period-ended',
  'consent-withdrawn',
  'unlawful',
  'other',
] as const;
export type ErasureGround = (typeof ERASURE_GROUNDS)[number];

/** How the header says it, in the canonical spelling that a database can look for without reading JSON. */
export const ERASES_MEMBER = '"erases":"';

const GROUND = /^[a-z-]{1,32}$/;

/**
 * The ground for which this version erases all earlier ones of its record: whoever holds their text keeps its digests only.
 * undefined where it erases nothing. A ground that this version of the node does not know erases as well.
 */
export function erasureGround({ erases }: Pick<EntryHeader, 'erases'>): string | undefined {
  return typeof erases === 'string' && GROUND.test(erases) ? erases : undefined;
}
