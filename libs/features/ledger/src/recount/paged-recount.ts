import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CellDeltas } from '#core/statistics';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import {
  addToCells,
  advanceRecount,
  beginRecount,
  clearStaleCells,
  countAllRecords,
  Database,
  finishRecount,
  forgetCountedWith,
  forgetRecount,
  forgetStaleTerms,
  lockCounting,
  lockRecordsForRecount,
  markStale,
  putTerms,
  readCounting,
  readIdentity,
  readTerms,
  recountPage,
  type CountingRow,
  type Sql,
  type TermRow,
} from '#platform/storage';
import { assess, storedAssessment, type AssessmentContext } from '../assessment.js';
import { contributionsOf } from '../contributions-of.js';
import { addDerivedDeltas, type CountingChange } from '../derived/derived-deltas.js';
import { CurrentCatalogue } from '../current-catalogue.js';
import { Ledger } from '../ledger.service.js';
import { Counting } from './counting.js';
import { planTerms } from './plan-terms.js';
import { changesOf, settle, type Judged } from './settle.js';

/** Records in one step: bounds how long whoever enters records waits for it, to some tenths of a second. */
export const PAGE_RECORDS = 500;

/** Cells that one step removes, for the same reason. */
const PAGE_CELLS = 10_000;

/** Steps of one run of the job; the next run goes on. Lets a shutdown and the other jobs of the process have their turn. */
const STEPS_MAX = 200;

/**
 * Counts what a new catalogue has brought, a page of records at a time. Each step is one short transaction during which nobody
 * writes records; where it ends is stored in it, so that whoever comes next, in whatever process, goes on from there. What is
 * entered meanwhile changes complete terms at once, and a term that is being counted where the walk has passed its record.
 */
@Injectable()
export class PagedRecount implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Recount');
  private stopping = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
  ) {}

  onModuleInit(): void {
    if (this.config.roles.has('worker')) this.queues.handle('recount', () => this.goOn());
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** True where everything is counted with the catalogue that is in force. */
  async isDone(): Promise<boolean> {
    await this.current.keepUp(this.database.sql);
    return (await readIdentity(this.database.sql))?.countedWith === this.wanted;
  }

  /**
   * Cells that the version before has counted with all that is in force now are right, though nobody has written down which
   * terms they are of. Terms of derived fields are counted anew where it knew none.
   */
  async adopt(): Promise<void> {
    await this.database.transaction(async (tx) => {
      await lockRecordsForRecount(tx);
      await lockCounting(tx);
      if ((await readTerms(tx)).length > 0) return;
      const countedWith = (await readIdentity(tx))?.countedWith;
      const isAll = countedWith === this.wanted;
      if (!isAll && countedWith !== this.current.countedWithoutDerived()) return;
      const { statistics } = this.current;
      const terms = [...this.current.termsCounted()].filter(
        ([term]) => isAll || !statistics.terms.get(term)?.readsDerived,
      );
      await putTerms(
        tx,
        terms.map(([term, signature]) => ({ term, signature, state: 'counted' })),
      );
      if (isAll) return;
      await forgetRecount(tx);
      await forgetCountedWith(tx);
    });
  }

  /** So many steps at most; true where nothing is left to do. */
  async run(stepsMax: number): Promise<boolean> {
    for (let step = 0; step < stepsMax && !this.stopping; step++) {
      if (await this.isDone()) return true;
      await this.step();
    }
    return this.isDone();
  }

  private async goOn(): Promise<void> {
    if (!(await this.run(STEPS_MAX)) && !this.stopping) this.queues.wake('recount');
  }

  private get wanted(): string {
    return this.current.countedWith();
  }

  private async step(): Promise<void> {
    // Counted before the lock is taken: it takes long, and says only how far the recount is.
    const begun = (await readCounting(this.database.sql)).wanted === this.wanted;
    const total = begun ? 0 : await countAllRecords(this.database.sql);
    await this.database.transaction(async (tx) => {
      await lockRecordsForRecount(tx);
      const row = await lockCounting(tx);
      if (row.catalogue !== this.current.digest) return this.current.reload(tx);
      if ((await readIdentity(tx))?.countedWith === this.wanted) return;
      const terms = await readTerms(tx);
      if (row.wanted !== this.wanted) return this.begin(tx, terms, total);
      if (terms.some(({ state }) => state === 'stale')) return this.clear(tx, terms);
      return this.page(tx, row, terms);
    });
  }

  private async begin(tx: Sql, terms: readonly TermRow[], total: number): Promise<void> {
    const { stale, missing } = planTerms(terms, this.current.termsCounted());
    await beginRecount(tx, this.wanted, total);
    await markStale(tx, stale);
    if (stale.length === 0) await this.startCounting(tx, terms);
    this.logger.log({ msg: 'recount begun', records: total, terms: missing.length, stale: stale.length });
  }

  /** Under the lock: whoever still counted with the catalogue before has ended, and adds to none of these cells any more. */
  private async clear(tx: Sql, terms: readonly TermRow[]): Promise<void> {
    if ((await clearStaleCells(tx, PAGE_CELLS)) === PAGE_CELLS) return;
    await forgetStaleTerms(tx);
    await this.startCounting(
      tx,
      terms.filter(({ state }) => state !== 'stale'),
    );
  }

  private async startCounting(tx: Sql, terms: readonly TermRow[]): Promise<void> {
    const wanted = this.current.termsCounted();
    const missing = planTerms(terms, wanted).missing;
    const rows = missing.map((term) => ({
      term,
      signature: wanted.get(term) ?? '',
      state: 'counting' as const,
    }));
    if (rows.length > 0) await putTerms(tx, rows);
  }

  private async page(tx: Sql, row: CountingRow, terms: readonly TermRow[]): Promise<void> {
    const pending = new Set(terms.filter(({ state }) => state === 'counting').map(({ term }) => term));
    const { statistics } = this.current;
    const types = new Set([...pending].flatMap((term) => statistics.terms.get(term)?.type ?? []));
    const page = await recountPage(tx, row.position, PAGE_RECORDS, [...types]);
    const context = this.ledger.context();
    const judged = page.rows.map((held) => ({ row: held, assessment: assess(held, held.unit, context) }));
    const changed = judged.filter(({ row: held, assessment }) => assessment.status !== held.status);
    const states = new Map(terms.map(({ term, state }) => [term, state]));
    const before = { statistics, counting: new Counting(states, row.position, row) };
    const after = { statistics, counting: new Counting(states, page.last ?? row.position, row) };
    await this.count(tx, judged, { before, after }, context);
    if (changed.length > 0) await settle(tx, changed);
    if (page.last !== undefined)
      await advanceRecount(tx, { position: page.last, records: page.walked, reassessed: changed.length });
    if (page.walked === PAGE_RECORDS) return;
    await finishRecount(tx);
    this.logger.log({ msg: 'recount done', records: row.records + page.walked });
  }

  /** Takes away what was counted of the page's records and adds what is counted when the walk has passed them. */
  private async count(
    tx: Sql,
    judged: readonly Judged[],
    { before, after }: CountingChange,
    context: AssessmentContext,
  ): Promise<void> {
    const deltas = new CellDeltas();
    for (const { row, assessment } of judged) {
      for (const item of contributionsOf(storedAssessment(row, context), before)) deltas.subtract(item);
      for (const item of contributionsOf(assessment, after)) deltas.add(item);
    }
    await addDerivedDeltas(tx, deltas, changesOf(judged, context), { before, after }, context);
    const cells = deltas.entries();
    if (cells.length > 0) await addToCells(tx, cells);
  }
}
