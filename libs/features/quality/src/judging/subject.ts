import type { Fields } from '#core/catalogue';
import type { Day } from '#core/kernel';
import type { QualityWarning } from '#core/quality';

/** A record that is looked at: one that is stored, or is about to be. */
export interface Subject {
  readonly record: string;
  readonly type: string;
  readonly unit: string;
  readonly occurredOn: Day | null;
  /** Stored form, as far as this node holds them. */
  readonly fields: Fields;
}

/** Whoever is to read the warnings. */
export interface Reader {
  /** True where the unit's records are the reader's to see. */
  readonly sees: (unit: string) => boolean;
}

/** By record id. */
export type Warnings = Map<string, QualityWarning[]>;

export function addWarning(warnings: Warnings, { record }: Subject, warning: QualityWarning): void {
  const held = warnings.get(record);
  if (held) held.push(warning);
  else warnings.set(record, [warning]);
}

/** Groups of what is compared that one statement reads; records that are held against further ones are not judged. */
export const QUESTIONS_MAX = 500;

/** Rows that one statement reads: bounds memory and time, however many records the units have. */
export const ROWS_MAX = 20_000;
