import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Bilingual } from '#core/kernel';
import { Queues } from '#platform/queues';
import {
  addToCells,
  clearCells,
  countMisindexed,
  Database,
  forgetCountedWith,
  forgetRecount,
  lockCounting,
  lockRecordsForRecount,
  markStale,
  readCounting,
  readIdentity,
  type Sql,
} from '#platform/storage';
import { CurrentCatalogue } from './current-catalogue.js';
import { DeferredRecords } from './deferred-records.service.js';
import { Ledger } from './ledger.service.js';
import { addAll, compareCells, countRecordsAnew, type CellComparison } from './recount/cell-comparison.js';
import { percentOf, type Counting } from './recount/counting.js';
import { CountingBook } from './recount/counting-book.js';
import { PagedRecount } from './recount/paged-recount.js';

/** Steps that are done before a start or the taking of a catalogue goes on: a small node is counted when it answers. */
const STEPS_AT_ONCE_MAX = 8;

/** No recount takes so many steps: 500 million records. It ends a loop that a fault would make endless. */
const STEPS_MAX = 1_000_000;

export interface RecountOutcome extends Omit<CellComparison, 'terms'> {
  readonly records: number;
  /** Places where the index of records and the log disagree. */
  readonly misindexed: number;
}

export interface RecountProgress {
  readonly running: boolean;
  /** Records walked through, of how many there were in the beginning. */
  readonly records: number;
  readonly total: number;
  readonly percent: number;
  /** Records with another status than before. */
  readonly reassessed: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly message: Bilingual;
}

/** Whether the figures are what the log says, and making them so. */
@Injectable()
export class Recount {
  private readonly logger = new Logger('Recount');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(CountingBook) private readonly counting: CountingBook,
    @Inject(DeferredRecords) private readonly deferred: DeferredRecords,
    @Inject(PagedRecount) private readonly paged: PagedRecount,
  ) {}

  /** Compares in one snapshot, while the node goes on working. Changes nothing. */
  async compare(): Promise<RecountOutcome> {
    const { terms: _, ...outcome } = await this.compareAll();
    return outcome;
  }

  /**
   * Counts one unit again, and writes its cells anew where they differ: what came in while a row was damaged was retracted
   * by what the row said. Gives how many differed.
   */
  async mend(unit: string): Promise<number> {
    const found = await this.database.snapshot(async (tx) => {
      const counting = await this.counting.read(tx);
      return compareCells(tx, await this.countAll(tx, counting, unit), counting, unit);
    });
    if (found.differences === 0) return 0;
    await this.database.transaction(async (tx) => {
      await lockRecordsForRecount(tx);
      const deltas = await this.countAll(tx, await this.counting.forWriting(tx), unit);
      await clearCells(tx, unit);
      await addAll(tx, deltas, addToCells);
    });
    this.logger.warn(`recounted unit ${unit}: ${found.differences} cells were not what its log says`);
    return found.differences;
  }

  /**
   * Judges again what is held back, and counts those terms anew of which any cell is not what the log says; the others are
   * right. Returns when all is counted.
   */
  async rebuild(): Promise<{ readonly records: number; readonly reassessed: number }> {
    const { terms, differences } = await this.compareAll();
    if (differences > 0) this.logger.warn(`${differences} cells were not what the log says`);
    await this.database.transaction(async (tx) => {
      await lockRecordsForRecount(tx);
      await lockCounting(tx);
      await markStale(tx, [...terms]);
      await forgetRecount(tx);
      await forgetCountedWith(tx);
    });
    await this.paged.run(STEPS_MAX);
    const { records, reassessed } = await readCounting(this.database.sql);
    return { records, reassessed };
  }

  /**
   * Counts what the catalogue has brought since, or lets the job do it where that is much. Where nothing has to be counted,
   * the tree may still have changed while the node was stopped.
   */
  async ensureCounted(): Promise<void> {
    await this.paged.adopt();
    if (await this.paged.isDone()) return this.deferred.judgeAgain();
    if (!(await this.paged.run(STEPS_AT_ONCE_MAX))) this.queues.wake('recount');
  }

  async progress(): Promise<RecountProgress> {
    const { sql } = this.database;
    const [row, identity] = [await readCounting(sql), await readIdentity(sql)];
    const { records, total, reassessed, startedAt, finishedAt } = row;
    const running = identity?.countedWith === null;
    const percent = running ? percentOf(row) : 100;
    const message = running
      ? {
          zh: `正在按新目录重新计数,已完成 ${percent} %;未受影响的指标照常显示`,
          en: `Being counted anew with the new catalogue, ${percent} % done; figures that it does not touch go on`,
        }
      : { zh: '全部记录均已按现行目录计数', en: 'Every record is counted with the catalogue in force' };
    return { running, records, total, percent, reassessed, startedAt, finishedAt, message };
  }

  private compareAll(): Promise<RecountOutcome & Pick<CellComparison, 'terms'>> {
    return this.database.snapshot(async (tx) => {
      const counting = await this.counting.read(tx);
      const { deltas, records } = await countRecordsAnew(tx, this.ledger.context(), this.context(counting));
      return {
        ...(await compareCells(tx, deltas, counting)),
        records,
        misindexed: await countMisindexed(tx),
      };
    });
  }

  private async countAll(tx: Sql, counting: Counting, unit: string) {
    return (await countRecordsAnew(tx, this.ledger.context(), this.context(counting), unit)).deltas;
  }

  private context(counting: Counting) {
    return { statistics: this.current.statistics, counting };
  }
}
