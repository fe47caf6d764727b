import { Inject, Injectable } from '@nestjs/common';
import type { Fields } from '#core/catalogue';
import type { Contribution } from '#core/statistics';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import {
  addToCells,
  appendEntries,
  dropEmptyCells,
  eraseEarlierVersions,
  findRecords,
  lockRecordsForWriting,
  putQuarantine,
  putRecords,
  releaseRecords,
  type NewLogEntry,
  type RecordWithEntry,
  type Sql,
} from '#platform/storage';
import { UnitTree } from '#features/units';
import { assess, storedAssessment, type Assessment, type AssessmentContext } from './assessment.js';
import { contributionsOf } from './contributions-of.js';
import { CurrentCatalogue } from './current-catalogue.js';
import { ALL_COUNTED } from './recount/counting.js';
import { CountingBook } from './recount/counting-book.js';
import { addDerivedDeltas } from './derived/derived-deltas.js';
import { derivedFields, sourcesOfRows, storedWithDerived } from './derived/derived-fields.js';
import { Fold, type FoldedRecord } from './fold.js';
import type { Fault } from './faults.js';

/** An entry that continues its log, with the log's origin. */
export interface LedgerEntry extends NewLogEntry {
  readonly origin: string;
  /** True where this node writes the log. */
  readonly local: boolean;
  /** Digest of the natural key; only the record's own node knows one. */
  readonly naturalKey: string | null;
}

export interface HeldBack {
  readonly originId: number;
  readonly seq: number;
  readonly code: string;
  readonly faults: readonly Fault[];
}

/**
 * The one place where entries become records and figures. Entries, records, quarantine and cells change in the
 * caller's transaction; the caller holds the locks of the logs and moves their heads.
 */
@Injectable()
export class Ledger {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(CountingBook) private readonly counting: CountingBook,
  ) {}

  context(): AssessmentContext {
    return {
      catalogue: this.current.catalogue,
      catalogueOf: this.current.catalogueOf,
      level: this.config.profile.level,
      dayOf: (instant) => this.clock.dayOf(new Date(instant)),
      // Also one that has been closed: its records count in the unit that goes on for it.
      knowsUnit: (code) => this.tree.knows(code),
    };
  }

  /** What records as they are stored add to cells here. One statement for a batch, where anything of them is derived. */
  async contributionsOf(tx: Sql, rows: readonly RecordWithEntry[]): Promise<(readonly Contribution[])[]> {
    const counted = { statistics: this.current.statistics, counting: ALL_COUNTED };
    const assessments = await storedWithDerived(tx, rows, this.context());
    return assessments.map((assessment) => contributionsOf(assessment, counted));
  }

  /** The derived fields of stored records, in the same order; none where nothing derives their type. */
  async derivedFields(sql: Sql, rows: readonly RecordWithEntry[]): Promise<Fields[]> {
    const context = this.context();
    const sources = await sourcesOfRows(sql, rows, context);
    return rows.map((row) => derivedFields(storedAssessment(row, context), sources));
  }

  /** Stores entries in log order and counts them. Gives back what was stored but not counted. */
  async append(tx: Sql, entries: readonly LedgerEntry[]): Promise<HeldBack[]> {
    // What a recount has just judged anew must not be retracted as it was judged before.
    await lockRecordsForWriting(tx);
    const counting = await this.counting.forWriting(tx);
    const context = this.context();
    const assessed = entries.map((entry) => ({ entry, assessment: assess(entry, entry.origin, context) }));
    const known = await this.knownRecords(tx, assessed, context);
    const counted = { statistics: this.current.statistics, counting };
    const fold = new Fold(counted, known);
    for (const { entry, assessment } of assessed) fold.take({ ...entry, assessment });
    await addDerivedDeltas(tx, fold.deltas, fold.changes, { before: counted, after: counted }, context);
    await appendEntries(tx, entries);
    await this.write(tx, fold, known);
    return fold.quarantine.map((row) => ({ ...row, faults: JSON.parse(row.faults) as Fault[] }));
  }

  private async knownRecords(
    tx: Sql,
    assessed: readonly { assessment: Assessment }[],
    context: AssessmentContext,
  ): Promise<Map<string, FoldedRecord>> {
    const ids = new Set(assessed.flatMap(({ assessment }) => assessment.header?.record ?? []));
    const rows = ids.size === 0 ? [] : await findRecords(tx, [...ids]);
    return new Map(rows.map((row) => [row.record, { row, assessment: storedAssessment(row, context) }]));
  }

  private async write(tx: Sql, fold: Fold, known: ReadonlyMap<string, FoldedRecord>): Promise<void> {
    const { records, quarantine, erasing } = fold;
    const deltas = fold.deltas.entries();
    const superseded = records.filter((row) => known.has(row.record)).map((row) => row.record);
    if (superseded.length > 0) await releaseRecords(tx, superseded);
    if (records.length > 0) await putRecords(tx, records);
    if (deltas.length > 0) await addToCells(tx, deltas);
    if (quarantine.length > 0) await putQuarantine(tx, quarantine);
    if (erasing.length > 0 && (await eraseEarlierVersions(tx, erasing)) > 0) await dropEmptyCells(tx, deltas);
  }
}
