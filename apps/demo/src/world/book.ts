import type { NewRecord } from './record-source.js';

export interface BookedRecord extends NewRecord {
  readonly version: number;
}

/** A demonstration that runs for days goes on counting its records, but keeps only this many of them. */
export const RECORDS_KEPT_MAX = 100_000;

/**
 * What the nodes said they have saved, kept beside the platform: the live records as they were entered, and how many
 * entries each unit's log must have. The totals and figures of every tier are held against it.
 */
export class Book {
  private readonly records = new Map<string, BookedRecord>();
  private readonly liveByUnit = new Map<string, number>();
  private readonly entriesByUnit = new Map<string, number>();

  add(record: NewRecord): void {
    if (this.records.size < RECORDS_KEPT_MAX) this.records.set(record.record, { ...record, version: 1 });
    increase(this.liveByUnit, record.unit, 1);
    increase(this.entriesByUnit, record.unit, 1);
  }

  correct(record: BookedRecord, fields: NewRecord['fields']): void {
    this.records.set(record.record, { ...record, fields, version: record.version + 1 });
    increase(this.entriesByUnit, record.unit, 1);
  }

  remove(record: BookedRecord): void {
    this.records.delete(record.record);
    increase(this.liveByUnit, record.unit, -1);
    increase(this.entriesByUnit, record.unit, 1);
  }

  get live(): readonly BookedRecord[] {
    return [...this.records.values()];
  }

  /** Live records of a unit and everything below it. */
  liveIn(unit: string): number {
    return sumBelow(this.liveByUnit, unit);
  }

  /** Entries in the logs of a unit and everything below it: every saving, correction and withdrawal is one. */
  entriesIn(unit: string): number {
    return sumBelow(this.entriesByUnit, unit);
  }
}

function increase(counts: Map<string, number>, unit: string, by: number): void {
  counts.set(unit, (counts.get(unit) ?? 0) + by);
}

function sumBelow(counts: ReadonlyMap<string, number>, unit: string): number {
  let sum = 0;
  for (const [code, count] of counts) if (code.startsWith(unit)) sum += count;
  return sum;
}
