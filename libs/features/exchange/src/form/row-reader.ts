import { hash } from 'node:crypto';
import { UUID } from '#core/kernel';
import type { Catalogue, Field, RecordType } from '#core/catalogue';
import { isBlank, type Cell } from '#platform/sheets';
import type { SheetRecord } from '#features/records';
import type { Mapping, Place } from './mapping.js';
import { readPeriod } from './read-period.js';
import { readValue, trimmed } from './read-value.js';

export interface RowContext {
  readonly type: RecordType;
  readonly catalogue: Catalogue;
  readonly mapping: Mapping;
  /** Digest of the file. */
  readonly digest: string;
  readonly offset: string;
  /** The code of the unit with this code or name, where there is exactly one within the caller's scope. */
  readonly unitOf: (word: string) => string | undefined;
}

/** Makes records of a sheet's rows by its mapping. */
export class RowReader {
  /** The fields that the sheet has a column for. */
  readonly given: ReadonlySet<string>;
  private readonly columns: readonly (readonly [Field, number])[];

  constructor(private readonly context: RowContext) {
    const { type, mapping } = context;
    this.columns = type.fields.flatMap((field) => {
      const column = mapping.fields[field.name];
      return column === undefined ? [] : [[field, column] as const];
    });
    this.given = new Set(this.columns.map(([field]) => field.name));
  }

  read(number: number, cells: readonly Cell[]): SheetRecord {
    const { type, mapping } = this.context;
    const unit = this.unitOf(mapping.unit, cells);
    const period = type.period === undefined ? undefined : this.periodOf(type.period, cells);
    const record = this.recordOf(number, cells, unit);
    return {
      type: type.code,
      unit,
      fields: this.fieldsOf(cells),
      ...(period === undefined ? {} : { period }),
      ...(record === undefined ? {} : { record }),
    };
  }

  private fieldsOf(cells: readonly Cell[]): Record<string, unknown> {
    const { catalogue, offset } = this.context;
    const fields: Record<string, unknown> = {};
    for (const [field, column] of this.columns) {
      const list = field.enum === undefined ? [] : (catalogue.enums.get(field.enum) ?? []);
      const value = readValue(field, cells[column], { list, offset });
      if (value !== undefined) fields[field.name] = value;
    }
    return fields;
  }

  private unitOf(place: Place, cells: readonly Cell[]): string {
    const word = wordAt(place, cells);
    // What is no unit is not repeated: the column may be the wrong one, with names of people in it.
    return this.context.unitOf(word) ?? '-';
  }

  private periodOf(kind: NonNullable<RecordType['period']>, cells: readonly Cell[]): string | undefined {
    const { period } = this.context.mapping;
    if (period === null) return undefined;
    const cell = 'column' in period ? (cells[period.column] ?? null) : period.value;
    return isBlank(cell) ? undefined : readPeriod(kind, cell);
  }

  /** The id that the row names. A type without a natural key gets one from the file and the row: the same at every import. */
  private recordOf(number: number, cells: readonly Cell[], unit: string): string | undefined {
    const { mapping, type, digest } = this.context;
    const named = mapping.record === null ? '' : trimmed(cells[mapping.record] ?? null).toLowerCase();
    if (UUID.test(named)) return named;
    return type.naturalKey.length > 0 ? undefined : rowId([digest, number, type.code, unit]);
  }
}

function wordAt(place: Place, cells: readonly Cell[]): string {
  if (place === null) return '';
  return 'column' in place ? trimmed(cells[place.column] ?? null) : place.value;
}

/** A UUIDv8 (RFC 9562). Type and unit belong to it, so that one file may be imported for each of two units. */
function rowId(parts: readonly (string | number)[]): string {
  const bytes = hash('sha256', parts.join('\n'), 'buffer').subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
