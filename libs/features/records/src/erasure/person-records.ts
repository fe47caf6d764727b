import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import { Database, findRecords, recordsSaying, type RecordWithEntry } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { PERSON_KEY_FIELDS, PersonKeys } from '#features/persons';
import { recordView, viewLevel, type RecordView } from '../read/record-view.js';

/** One person is in few records; more than this in one answer are a mistake, and would hold a transaction for too long. */
export const PERSON_RECORDS_MAX = 200;

/** Who is meant: by key, or by the number that the key is made from. */
export interface PersonQuery {
  readonly personKey?: string;
  readonly idNumber?: string;
}

/** Finds the records of one person, whatever their types, in any of their versions. */
@Injectable()
export class PersonRecords {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(PersonKeys) private readonly keys: PersonKeys,
  ) {}

  /** Records below the caller's unit that name the person; `more` where there are more than one answer holds. */
  async find(caller: Caller, query: PersonQuery): Promise<{ rows: RecordWithEntry[]; more: boolean }> {
    const key = await this.keyOf(query);
    const said = PERSON_KEY_FIELDS.map((field) => `"${field}":${JSON.stringify(key)}`);
    const { sql } = this.database;
    const found = await recordsSaying(sql, { unitPrefix: caller.unit, said, limit: PERSON_RECORDS_MAX + 1 });
    const rows = found.length === 0 ? [] : await findRecords(sql, found.slice(0, PERSON_RECORDS_MAX));
    return { rows, more: found.length > PERSON_RECORDS_MAX };
  }

  view(caller: Caller, rows: readonly RecordWithEntry[]): RecordView[] {
    const level = viewLevel(this.config.profile.level, caller.level);
    return rows.map((row) => recordView(this.current, row, level));
  }

  private async keyOf({ personKey, idNumber }: PersonQuery): Promise<string> {
    if ((personKey === undefined) === (idNumber === undefined))
      throw new SilianError('body_invalid', {}, [
        { field: 'personKey', rules: ['personKey or idNumber, not both'] },
      ]);
    return personKey ?? (await this.keys.of(idNumber ?? '')).personKey;
  }
}
