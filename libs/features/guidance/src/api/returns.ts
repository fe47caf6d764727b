import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { readDirective } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import { Database, directivesAbout, findRecords } from '#platform/storage';
import { Jurisdiction } from '#features/units';
import { KINDS } from '../kinds/kinds.js';
import type { ReturnForCorrection } from '../kinds/return.js';
import { Desk, show, type Shown } from './desk.js';

/** A return as people see it: open until the record has a newer version. */
export type ShownReturn = Shown<'return'> & { readonly open: boolean };

/** Records that a unit above asks to be corrected where they were entered: it cannot change them itself. */
@Injectable()
export class Returns {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Desk) private readonly desk: Desk,
  ) {}

  /** Throws where the record is not that of a unit below, or is not at this version any more. */
  async issue(caller: Caller, body: ReturnForCorrection): Promise<ShownReturn> {
    const { record, version } = KINDS.return.read(body);
    const [row] = await findRecords(this.database.sql, [record]);
    if (!row) throw new SilianError('record_unknown');
    const { unit } = row;
    this.jurisdiction.assertScope(caller, unit);
    if (unit === this.config.unit) throw new SilianError('return_not_below', { unit });
    if (row.status === 'deleted') throw new SilianError('record_deleted');
    if (row.version !== version) throw new SilianError('version_conflict', { current: row.version });
    return { ...(await this.desk.issue(caller, { kind: 'return', addressee: unit, body })), open: true };
  }

  async list(
    caller: Caller,
    query: { readonly limit: number; readonly cursor?: number },
  ): Promise<{ readonly returns: ShownReturn[]; readonly next: number | null }> {
    const { items, next } = await this.desk.list(caller, 'return', query);
    const ids = [...new Set(items.map(({ record }) => record))];
    const rows = ids.length === 0 ? [] : await findRecords(this.database.sql, ids);
    const versions = new Map(rows.map((row) => [row.record, row.version]));
    return { returns: items.map((item) => withState(item, versions.get(item.record) ?? 0)), next };
  }

  /** All that was ever said about a record by those who may, the oldest first. */
  async about(row: {
    readonly record: string;
    readonly unit: string;
    readonly version: number;
  }): Promise<ShownReturn[]> {
    const directives = await directivesAbout(this.database.sql, row.record, 'return');
    return directives
      .filter(({ addressee }) => this.jurisdiction.covers(addressee, row.unit))
      .flatMap((item) => {
        const directive = readDirective(item.line);
        return directive ? [withState(show('return', directive, item), row.version)] : [];
      });
  }
}

function withState(item: Shown<'return'>, version: number): ShownReturn {
  return { ...item, open: version <= item.version };
}
