import { Inject, Injectable } from '@nestjs/common';
import { toEdge, type RecordType } from '#core/catalogue';
import { SilianError } from '#core/kernel';
import { parseHeader } from '#core/protocol';
import { Clock } from '#platform/config';
import { Database, findNaturalKeys, findRecords, type RecordWithEntry } from '#platform/storage';
import { CurrentCatalogue, visibleFields } from '#features/ledger';
import { keyOfEntry } from './draft.js';
import type { WriteOperation } from './operation.js';

/** A record as a row of a sheet gives it. */
export interface SheetRecord {
  readonly type: string;
  readonly unit: string;
  readonly period?: string;
  /** Entry form: money in 元. Fields of blank cells are left out. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The record's id where the row names it, or the one that it gets where its type has no natural key. */
  readonly record?: string;
}

export interface Matched {
  /** Two rows with the same key are the same record; null: a record that is like no other. */
  readonly key: string | null;
  readonly outcome: { readonly operation: WriteOperation } | { readonly error: SilianError };
}

/** Finds for each row of a sheet the record that it is about: by id, or by the natural key of its type. */
@Injectable()
export class RecordMatcher {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
  ) {}

  /** `given`: the fields that the sheet has a column for. Of a record that is there, the others stay as they are. */
  async match(rows: readonly SheetRecord[], given: ReadonlySet<string>): Promise<Matched[]> {
    const keys = rows.map((row) => this.keyOf(row));
    const { sql } = this.database;
    const holders = await findNaturalKeys(
      sql,
      keys.flatMap((key) => key ?? []),
    );
    const ids = [...rows.flatMap((row) => row.record ?? []), ...holders.values()];
    const stored = new Map((await findRecords(sql, [...new Set(ids)])).map((row) => [row.record, row]));
    return rows.map((row, index) => {
      const key = keys[index] ?? null;
      const held = stored.get(row.record ?? '') ?? stored.get(holders.get(key ?? '') ?? '');
      return { key: key ?? row.record ?? null, outcome: this.operationFor(row, held, given) };
    });
  }

  private keyOf({ type: code, unit, fields, period }: SheetRecord): string | null {
    const { catalogue } = this.current;
    const type = catalogue.types.get(code);
    if (!type) return null;
    const input = { unit, fields, ...(period === undefined ? {} : { period }) };
    return keyOfEntry(type, input, { catalogue, today: this.clock.today() });
  }

  private operationFor(
    row: SheetRecord,
    held: RecordWithEntry | undefined,
    given: ReadonlySet<string>,
  ): Matched['outcome'] {
    if (!held) return { operation: { op: 'create', ...row } };
    if (held.unit !== row.unit || held.type !== row.type) {
      if (held.record === row.record) return { error: new SilianError('record_id_taken') };
      // The holder of a key that reaches across units: the writer says so.
      return { operation: { op: 'create', ...row } };
    }
    if (held.status === 'deleted') return { error: new SilianError('record_deleted') };
    const type = this.current.catalogue.types.get(row.type);
    const period = row.period ?? parseHeader(held.header)?.period;
    return {
      operation: {
        op: 'correct',
        record: held.record,
        expectedVersion: held.version,
        onlyIfChanged: true,
        fields: { ...(type && kept(held, type, given)), ...row.fields },
        ...(period === undefined ? {} : { period }),
      },
    };
  }
}

/** What a record has in fields for which the sheet has no column. */
function kept(held: RecordWithEntry, type: RecordType, given: ReadonlySet<string>): Record<string, unknown> {
  // All that is stored here: what goes back into the record is shown to nobody.
  const fields = toEdge(type, visibleFields(held, type, 'community').fields);
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => !given.has(name) && type.fieldsByName.has(name)),
  );
}
