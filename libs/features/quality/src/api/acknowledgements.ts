import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import type { Caller } from '#platform/identity';
import { Database, findRecords, putAcknowledgement, type WarningPlace } from '#platform/storage';
import { Jurisdiction } from '#features/units';
import type { WarningDto } from './warnings.dto.js';
import { Warnings } from './warnings.js';

/** That somebody has looked at a warning and found the record right. Holds for the version that was looked at. */
@Injectable()
export class Acknowledgements {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Warnings) private readonly warnings: Warnings,
  ) {}

  /** Throws where the record is another version by now, or has no such warning. */
  async give(caller: Caller, given: WarningPlace & { readonly reason: string }): Promise<WarningDto> {
    const { record, version, code, field, reason } = given;
    const { sql } = this.database;
    const [row] = await findRecords(sql, [record]);
    if (!row) throw new SilianError('record_unknown');
    this.jurisdiction.assertScope(caller, row.unit);
    if (row.version !== version) throw new SilianError('version_conflict', { current: row.version });
    const found = row.status === 'counted' ? await this.warnings.of(caller, [row]) : undefined;
    const warning = found?.get(record)?.find((one) => one.code === code && one.field === field);
    if (!warning) throw new SilianError('warning_unknown');
    const by = caller.who;
    const said = { record, version, code, field, reason, by };
    const kept = await this.database.transaction((tx) => putAcknowledgement(tx, said));
    return { ...warning, acknowledgement: { reason: kept.reason, by: kept.by, at: kept.at.toISOString() } };
  }
}
