import type { Fields } from '#core/catalogue';

/** A record as far as statistics look at it; `fields` include those that are derived from other records. */
export interface CountedRecord {
  readonly type: string;
  readonly unit: string;
  readonly period?: string | undefined;
  readonly fields: Fields;
}
