import { Inject, Injectable } from '@nestjs/common';
import { SilianError, type Day, type Level } from '#core/kernel';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import {
  ackedSeqOf,
  Database,
  findOrigins,
  findQuarantine,
  findRecords,
  listRecords,
  recordHistory,
  type RecordStatus,
} from '#platform/storage';
import { Returns, type ShownReturn } from '#features/guidance';
import { CurrentCatalogue, Ledger } from '#features/ledger';
import { Jurisdiction, UnitTree } from '#features/units';
import { decodeCursor, encodeCursor } from './cursor.js';
import { fieldFilters } from './field-filters.js';
import { ProgressReader } from './progress-reader.js';
import type { ProgressStep } from './progress.js';
import { recordView, versionView, viewLevel, type RecordView, type VersionView } from './record-view.js';

/** Versions that one answer shows; a record that was corrected more often shows its first ones. */
const HISTORY_MAX = 200;

export interface ListQuery {
  readonly type: string;
  readonly unit: string;
  readonly from?: Day;
  readonly to?: Day;
  readonly status?: RecordStatus;
  /** Field name → value, as text. */
  readonly filters: readonly (readonly [string, string])[];
  readonly cursor?: string;
  readonly limit: number;
}

export interface RecordWithProgress extends RecordView {
  /** From here up to the city. */
  readonly progress: readonly ProgressStep[];
}

export interface RecordDetail extends RecordWithProgress {
  readonly history: readonly VersionView[];
  /** True where the parent has this version on its disk; null where there is no parent. */
  readonly receivedByParent: boolean | null;
  /** What units above want corrected. */
  readonly returns: readonly ShownReturn[];
  readonly quarantine: readonly { readonly code: string; readonly faults: unknown; readonly since: string }[];
}

@Injectable()
export class RecordReader {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(ProgressReader) private readonly progress: ProgressReader,
    @Inject(Returns) private readonly returns: Returns,
  ) {}

  async detail(caller: Caller, record: string): Promise<RecordDetail> {
    const { sql } = this.database;
    const [row] = await findRecords(sql, [record]);
    if (!row) throw new SilianError('record_unknown');
    this.jurisdiction.assertScope(caller, row.unit);
    const level = this.levelFor(caller);
    const first = { originId: row.firstOriginId, seq: row.firstSeq };
    const entries = await recordHistory(sql, record, first, HISTORY_MAX);
    const quarantine = await findQuarantine(sql, record);
    return {
      ...recordView(this.current, row, level, (await this.ledger.derivedFields(sql, [row]))[0]),
      history: entries.flatMap((entry) => versionView(this.current, entry, level) ?? []),
      progress: (await this.progress.of([row]))[0] ?? [],
      receivedByParent: await this.receivedByParent(row),
      returns: await this.returns.about(row),
      quarantine: quarantine.map((item) => ({ ...item, since: item.since.toISOString() })),
    };
  }

  async list(
    caller: Caller,
    query: ListQuery,
  ): Promise<{ records: RecordWithProgress[]; next: string | null }> {
    this.tree.requireKnown(query.unit);
    this.jurisdiction.assertScope(caller, query.unit);
    const level = this.levelFor(caller);
    const { catalogue } = this.current;
    const rows = await listRecords(this.database.sql, {
      type: query.type,
      unitPrefix: query.unit,
      fields: fieldFilters(catalogue, query, level),
      limit: query.limit + 1,
      ...(query.from === undefined ? {} : { from: query.from }),
      ...(query.to === undefined ? {} : { to: query.to }),
      ...(query.status === undefined ? {} : { status: query.status }),
      ...(query.cursor === undefined ? {} : { after: decodeCursor(query.cursor) }),
    });
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const progress = await this.progress.of(page);
    const derived = await this.ledger.derivedFields(this.database.sql, page);
    return {
      records: page.map((row, index) => ({
        ...recordView(this.current, row, level, derived[index]),
        progress: progress[index] ?? [],
      })),
      next: rows.length > query.limit && last ? encodeCursor(last) : null,
    };
  }

  private levelFor(caller: Caller): Level {
    return viewLevel(this.config.profile.level, caller.level);
  }

  private async receivedByParent(row: { originId: number; seq: number }): Promise<boolean | null> {
    if (this.config.profile.parent === undefined) return null;
    const [origin] = await findOrigins(this.database.sql, [row.originId]);
    return origin !== undefined && (await ackedSeqOf(this.database.sql, origin.id)) >= row.seq;
  }
}
