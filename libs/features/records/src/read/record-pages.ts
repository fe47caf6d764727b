import { Inject, Injectable } from '@nestjs/common';
import { mayReach, SilianError, type Day, type Level } from '#core/kernel';
import type { Field, RecordType } from '#core/catalogue';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import { Database, listRecords, type RecordStatus } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { Jurisdiction, UnitTree } from '#features/units';
import { recordView, viewLevel, type RecordView } from './record-view.js';

/** Records that one statement reads. */
const PAGE_SIZE = 500;

export interface PagesQuery {
  readonly type: string;
  readonly unit: string;
  readonly from?: Day;
  readonly to?: Day;
  readonly status?: RecordStatus;
}

/** All records of one type below a unit, page by page: for whoever writes them down as a whole. */
@Injectable()
export class RecordPages {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  /** The fields that the caller may see, in the catalogue's order. Throws where the caller may not ask at all. */
  visible(
    caller: Caller,
    query: PagesQuery,
  ): { readonly type: RecordType; readonly fields: readonly Field[] } {
    const type = this.current.catalogue.types.get(query.type);
    if (!type) throw new SilianError('type_unknown', { type: query.type });
    this.tree.requireKnown(query.unit);
    this.jurisdiction.assertScope(caller, query.unit);
    const level = this.levelFor(caller);
    const hidden = !mayReach(type.travel, level);
    return { type, fields: hidden ? [] : type.fields.filter((field) => mayReach(field.travel, level)) };
  }

  /**
   * Each record once, as it is when its page is read. No transaction is held open meanwhile: whoever reads slowly keeps
   * no connection from others, and a record that is corrected in between is shown before or after, never half.
   */
  async *read(caller: Caller, query: PagesQuery): AsyncGenerator<readonly RecordView[]> {
    this.visible(caller, query);
    const level = this.levelFor(caller);
    for (let after: { unit: string; record: string } | undefined; ;) {
      const rows = await listRecords(this.database.sql, {
        type: query.type,
        unitPrefix: query.unit,
        fields: new Map(),
        limit: PAGE_SIZE,
        ...(query.from === undefined ? {} : { from: query.from }),
        ...(query.to === undefined ? {} : { to: query.to }),
        ...(query.status === undefined ? {} : { status: query.status }),
        ...(after === undefined ? {} : { after }),
      });
      if (rows.length > 0) yield rows.map((row) => recordView(this.current, row, level));
      after = rows.at(-1);
      if (rows.length < PAGE_SIZE) return;
    }
  }

  private levelFor(caller: Caller): Level {
    return viewLevel(this.config.profile.level, caller.level);
  }
}
