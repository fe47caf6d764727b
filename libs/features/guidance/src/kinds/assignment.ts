import type { Day } from '#core/kernel';
import { dayOf, invalid, lineOf, membersOf, uuidOf } from './reading.js';

const REFERENCE_CHARACTERS_MAX = 100;

export const NOTE_CHARACTERS_MAX = 500;

/** A request that the addressee is to settle: a record, or whatever else it is known by. One of the two is null. */
export interface Assignment {
  readonly record: string | null;
  readonly reference: string | null;
  /** The day by which it is to be settled. */
  readonly due: Day;
  readonly note: string | null;
}

export function readAssignment(body: unknown): Assignment {
  const { record, reference, due, note } = membersOf(body, ['record', 'reference', 'due', 'note']);
  if ((record === null) === (reference === null))
    throw invalid('record', 'name a record or a reference, not both');
  return {
    record: record === null ? null : uuidOf(record, 'record'),
    reference: reference === null ? null : lineOf(reference, 'reference', REFERENCE_CHARACTERS_MAX),
    due: dayOf(due, 'due'),
    note: note === null ? null : lineOf(note, 'note', NOTE_CHARACTERS_MAX),
  };
}
