import type { AuditAction } from '#core/access';
import { canonicalJson, unitLevel, type ErrorCode, type Json } from '#core/kernel';
import type { TrailEntry } from '#core/protocol';
import { DETAILS_MAX, NAME_LENGTH_MAX, PURPOSE_CHARACTERS_MAX, SUBJECTS_MAX } from './limits.js';

/** Codes and counts: nothing that a person has written, and nothing about a person. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | undefined>>;

/** Who did it, or tried to. */
export interface Actor {
  readonly who: string;
  readonly roles: readonly string[];
  /** Null for somebody who is not known. */
  readonly unit: string | null;
}

/** What is to be written down. */
export interface AuditNote {
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly subject?: { readonly type: string; readonly ids: readonly string[] } | undefined;
  /** The unit that it concerns; where it is none, the caller's, or else this node's. */
  readonly unit?: string | undefined;
  readonly purpose?: string | undefined;
  /** Why it was refused; absent where it was done. */
  readonly refused?: ErrorCode | undefined;
  readonly address?: string | undefined;
  readonly details?: AuditDetails | undefined;
}

/**
 * What may stand where codes are expected: ids, units, periods, names of types and routes. Whatever else a request holds in
 * their place, a person's name or a thousand characters, is left out.
 */
const CODE = /^[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,127}$/;

const NOT_SHOWN = /[\p{Cc}\p{Cs}]/gu;

export function entryOf(note: AuditNote, at: Date, node: string): TrailEntry {
  const { actor, subject, refused } = note;
  const callerUnit = actor.unit;
  return {
    at: at.toISOString(),
    who: plain(actor.who, NAME_LENGTH_MAX),
    roles: [...actor.roles],
    callerUnit,
    action: note.action,
    subjectType: subject?.type ?? null,
    subjectIds: [...new Set((subject?.ids ?? []).filter(isCode))].slice(0, SUBJECTS_MAX),
    unit: [note.unit, callerUnit].find(isUnit) ?? node,
    purpose: note.purpose === undefined ? null : plain(note.purpose, PURPOSE_CHARACTERS_MAX),
    outcome: refused === undefined ? 'done' : 'refused',
    code: refused ?? null,
    address: note.address === undefined ? null : plain(note.address, NAME_LENGTH_MAX),
    details: canonicalJson(cleaned(note.details ?? {})),
  };
}

function isCode(value: unknown): value is string {
  return typeof value === 'string' && CODE.test(value);
}

function isUnit(value: unknown): value is string {
  return typeof value === 'string' && unitLevel(value) !== undefined;
}

/** One line of a bounded length that every database takes. */
function plain(text: string, charactersMax: number): string {
  return [...text.replace(NOT_SHOWN, ' ')].slice(0, charactersMax).join('');
}

function cleaned(details: AuditDetails): Record<string, Json> {
  const kept = Object.entries(details).filter(
    (item): item is [string, string | number | boolean] =>
      isCode(item[1]) || typeof item[1] === 'boolean' || Number.isFinite(item[1]),
  );
  return Object.fromEntries(kept.slice(0, DETAILS_MAX));
}
