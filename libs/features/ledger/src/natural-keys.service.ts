import { Inject, Injectable } from '@nestjs/common';
import { naturalKeyOf, type RecordType } from '#core/catalogue';
import { digest, parseHeader } from '#core/protocol';
import { recordsOfUnit, setNaturalKeys, type RecordWithEntry, type Sql } from '#platform/storage';
import { visibleFields } from './assessment.js';
import { Ledger } from './ledger.service.js';

/** Records in one step: bounds the memory of a unit with a hundred thousand records. */
const BATCH_SIZE = 2_000;

/** Whoever enters for a unit holds all sections of its records, also where its own level is higher. */
const ALL_HELD = 'community';

/** Only the node that enters for a unit keeps the natural keys of its records: who becomes that node needs them. */
@Injectable()
export class NaturalKeys {
  constructor(@Inject(Ledger) private readonly ledger: Ledger) {}

  /** Works out the keys of a unit's records that have none. A key whose fields were lost stays unknown. */
  async restore(tx: Sql, unit: string): Promise<void> {
    const types = [...this.ledger.context().catalogue.types.values()];
    for (const type of types.filter(({ naturalKey }) => naturalKey.length > 0)) {
      let before: string | undefined;
      for (;;) {
        const rows = await recordsOfUnit(tx, { type: type.code, unit }, before, BATCH_SIZE);
        const keys = this.keysOf(type, rows);
        if (keys.length > 0) await setNaturalKeys(tx, keys);
        if (rows.length < BATCH_SIZE) break;
        before = rows.at(-1)?.record;
      }
    }
  }

  private keysOf(type: RecordType, rows: readonly RecordWithEntry[]) {
    const records = new Map<string, string>();
    for (const row of rows) {
      const { fields } = visibleFields(row, type, ALL_HELD);
      const period = parseHeader(row.header)?.period;
      const key = naturalKeyOf(type, { unit: row.unit, fields, ...(period === undefined ? {} : { period }) });
      if (key !== undefined) records.set(digest(key), row.record);
    }
    return [...records].map(([naturalKey, record]) => ({ record, naturalKey }));
  }
}
