import type { Day } from '#core/kernel';
import { dayOf, invalid, lineOf, membersOf, textOf } from './reading.js';

const TITLE_CHARACTERS_MAX = 100;

/** Some two pages; what is longer is a document, and said where it lies. Always fits a directive. */
export const ANNOUNCEMENT_CHARACTERS_MAX = 3_000;

/** Something that the people at all units below are to know. */
export interface Announcement {
  readonly title: string;
  readonly text: string;
  readonly validFrom: Day;
  /** The last day on which it is to be read; null for no end. */
  readonly validUntil: Day | null;
}

export function readAnnouncement(body: unknown): Announcement {
  const { title, text, validFrom, validUntil } = membersOf(body, [
    'title',
    'text',
    'validFrom',
    'validUntil',
  ]);
  const announcement = {
    title: lineOf(title, 'title', TITLE_CHARACTERS_MAX),
    text: textOf(text, 'text', ANNOUNCEMENT_CHARACTERS_MAX),
    validFrom: dayOf(validFrom, 'validFrom'),
    validUntil: validUntil === null ? null : dayOf(validUntil, 'validUntil'),
  };
  if (announcement.validUntil !== null && announcement.validUntil < announcement.validFrom)
    throw invalid('validUntil', 'ends before it begins');
  return announcement;
}
