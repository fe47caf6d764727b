import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import type { SheetRow } from '#platform/sheets';
import { Database, earlierRows } from '#platform/storage';
import { RecordMatcher, type Matched } from '#features/records';
import type { RowReader } from '../form/row-reader.js';

export interface JudgedRow extends Matched {
  readonly number: number;
}

/** Says for each row which record it is about and what is to be done, or that an earlier row is the same record. */
@Injectable()
export class RowJudge {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RecordMatcher) private readonly matcher: RecordMatcher,
  ) {}

  async judge(id: string, rows: readonly SheetRow[], reader: RowReader): Promise<JudgedRow[]> {
    const records = rows.map(({ number, cells }) => reader.read(number, cells));
    const matched = await this.matcher.match(records, reader.given);
    const keys = matched.flatMap(({ key }) => key ?? []);
    const first = await earlierRows(this.database.sql, id, keys);
    return rows.map(({ number }, index) => {
      const { key, outcome } = matched[index] as Matched;
      const earlier = key === null ? undefined : first.get(key);
      if (earlier !== undefined) {
        // Of two rows about one record the second would undo the first, and both again at the next import.
        return { number, key, outcome: { error: new SilianError('row_repeated', { row: earlier }) } };
      }
      if (key !== null && !('error' in outcome)) first.set(key, number);
      return { number, key, outcome };
    });
  }
}
