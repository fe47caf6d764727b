import type { Bilingual, SilianError } from '#core/kernel';
import type { ErasureGround, Lane } from '#core/protocol';

/** What a clerk asks for: a new record, a new version of one, its withdrawal, or that nothing is left of its person. */
export type WriteOperation = CreateOperation | CorrectOperation | DeleteOperation | EraseOperation;

export interface CreateOperation {
  readonly op: 'create';
  /** Chosen by the caller, it makes the request safe to repeat. */
  readonly record?: string;
  readonly type: string;
  readonly unit: string;
  readonly period?: string;
  readonly fields: unknown;
  /** Goes ahead of the unit's ordinary backlog. Types that are urgent by configuration need not say so. */
  readonly urgent?: boolean;
}

export interface CorrectOperation {
  readonly op: 'correct';
  readonly record: string;
  /** The version that the clerk saw: another one means that somebody was faster. */
  readonly expectedVersion: number;
  readonly period?: string;
  readonly fields: unknown;
  readonly reason?: string;
  /** What would be the same again is not written: the outcome names the version that is there. */
  readonly onlyIfChanged?: boolean;
}

export interface DeleteOperation {
  readonly op: 'delete';
  readonly record: string;
  readonly expectedVersion: number;
  readonly reason?: string;
}

/** A version without its person. It erases those before it at every tier, and counts as they did. */
export interface EraseOperation {
  readonly op: 'erase';
  readonly record: string;
  readonly expectedVersion: number;
  readonly ground: ErasureGround;
  /** Stands for the person where a text must be; the same for all records of one person, so that figures stay. */
  readonly pseudonym: string;
}

export type WriteOutcome = WrittenRecord | { readonly error: SilianError };

/** What would come of an operation if it were carried out now. */
export type TrialOutcome =
  Pick<WrittenRecord, 'record' | 'version' | 'repeated' | 'warnings'> | { readonly error: SilianError };

/** Saved on disk here, signed and counted. */
export interface WrittenRecord {
  readonly record: string;
  readonly version: number;
  readonly unit: string;
  readonly epoch: number;
  readonly lane?: Lane | undefined;
  readonly seq: number;
  readonly warnings: readonly Notice[];
  /** True where nothing was written: the same had been carried out before. */
  readonly repeated: boolean;
}

/** Something to look at that does not stand in the way. */
export interface Notice {
  readonly field: string;
  readonly code: string;
  readonly message: Bilingual;
  /** Set on what is found by comparing: `notice` may well be right, `check` is more likely wrong. */
  readonly severity?: 'notice' | 'check';
}
