import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CellDeltas } from '#core/statistics';
import { addToCells, Database, deferredAfter, lockRecordsForRecount, type Sql } from '#platform/storage';
import { UnitTree } from '#features/units';
import { assess, type AssessmentContext } from './assessment.js';
import { contributionsOf, type CountingContext } from './contributions-of.js';
import { addDerivedDeltas } from './derived/derived-deltas.js';
import { changesOf, settle, type Judged } from './recount/settle.js';
import { CountingBook } from './recount/counting-book.js';
import { CurrentCatalogue } from './current-catalogue.js';
import { Ledger } from './ledger.service.js';

/** Records in one transaction: bounds how long writers wait. */
const BATCH_SIZE = 1_000;

/** Records that came before the unit that they are for: judged again, and counted, when the tree is another one. */
@Injectable()
export class DeferredRecords implements OnApplicationBootstrap {
  private readonly logger = new Logger('DeferredRecords');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(CountingBook) private readonly counting: CountingBook,
  ) {}

  /** Not earlier: the tree is read before the catalogue that records are judged by. */
  onApplicationBootstrap(): void {
    this.tree.onChange(() => this.judgeAgain());
  }

  async judgeAgain(): Promise<void> {
    const [any] = await deferredAfter(this.database.sql, undefined, 1);
    if (!any) return;
    let judged = 0;
    for (let after: string | undefined; ;) {
      const { last, changed } = await this.database.transaction((tx) => this.judgeBatch(tx, after));
      judged += changed;
      if (last === undefined) break;
      after = last;
    }
    if (judged > 0) this.logger.log(`judged ${judged} deferred records again`);
  }

  private async judgeBatch(
    tx: Sql,
    after: string | undefined,
  ): Promise<{ last: string | undefined; changed: number }> {
    await lockRecordsForRecount(tx);
    const counting = await this.counting.forWriting(tx);
    const context = this.ledger.context();
    const batch = await deferredAfter(tx, after, BATCH_SIZE);
    const changed = batch
      .map((row) => ({ row, assessment: assess(row, row.unit, context) }))
      .filter(({ assessment }) => assessment.status !== 'deferred');
    if (changed.length > 0)
      await this.write(tx, { statistics: this.current.statistics, counting }, changed, context);
    return { last: batch.at(-1)?.record, changed: changed.length };
  }

  private async write(
    tx: Sql,
    counted: CountingContext,
    judged: readonly Judged[],
    context: AssessmentContext,
  ): Promise<void> {
    const deltas = new CellDeltas();
    for (const { assessment } of judged)
      for (const item of contributionsOf(assessment, counted)) deltas.add(item);
    await addDerivedDeltas(
      tx,
      deltas,
      changesOf(judged, context),
      { before: counted, after: counted },
      context,
    );
    await settle(tx, judged);
    const cells = deltas.entries();
    if (cells.length > 0) await addToCells(tx, cells);
  }
}
