import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { RecordType } from '#core/catalogue';
import { SilianError } from '#core/kernel';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { callerOf, type Caller } from '#platform/identity';
import { Queues } from '#platform/queues';
import type { Cell } from '#platform/sheets';
import {
  addVerdicts,
  advanceImportPass,
  Database,
  deleteImportsBefore,
  postponeImport,
  sheetRowsAfter,
  workingImport,
  type RowVerdict,
  type SheetImport,
  type Sql,
} from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { BATCH_MAX, RecordWriter, type TrialOutcome, type WriteOutcome } from '#features/records';
import { UnitTree } from '#features/units';
import { RowReader } from '../form/row-reader.js';
import { mappingOf, typeOf } from './import-view.js';
import { RowJudge, type JudgedRow } from './row-judge.js';
import { Spool } from './spool.js';
import { UnitNames } from './unit-names.js';
import { verdictOf } from './verdict.js';

/** Batches of one run; the next run goes on. Lets a shutdown and the other jobs of the process have their turn. */
const STEPS_MAX = 50;

/** A record that somebody else wrote between the look and the writing: the batch looks again, so many times. */
const LOOKS_MAX = 3;

/** How long a sheet is kept for whoever wants its result. It holds what people said of themselves. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1_000;

/** Errors of a batch that pass without anybody changing the sheet. */
const PASSING_STATUS = 503;

/** Another process has done this step, or somebody has stopped the pass. */
class StepTaken extends Error {}

/** The whole batch has to wait. */
class Postponed extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/**
 * Works through uploaded sheets, a batch at a time. A batch's records and the import's position are written in one
 * transaction: a process that is killed anywhere has written a batch whole and counted it, or not at all.
 */
@Injectable()
export class ImportRunner implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Imports');
  private stopping = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(RecordWriter) private readonly writer: RecordWriter,
    @Inject(RowJudge) private readonly judge: RowJudge,
    @Inject(Spool) private readonly spool: Spool,
  ) {}

  onModuleInit(): void {
    if (this.config.roles.has('worker')) this.queues.handle('imports', () => this.run());
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** Goes on where the last run ended, in whatever process that was. */
  async run(): Promise<void> {
    const waiting = new Set<string>();
    for (let step = 0; step < STEPS_MAX && !this.stopping; step++) {
      const item = await workingImport(this.database.sql, [...waiting]);
      if (!item) return this.tidy();
      if (!(await this.step(item))) waiting.add(item.id);
    }
    this.queues.wake('imports');
  }

  /** False where this import has to wait. */
  private async step(item: SheetImport): Promise<boolean> {
    try {
      await this.batch(item);
      return true;
    } catch (error) {
      if (error instanceof StepTaken) return true;
      const code = error instanceof Postponed || error instanceof SilianError ? error.code : 'internal';
      // The text of an error of the database may quote a row.
      if (code === 'internal')
        this.logger.error({ msg: 'import step failed', import: item.id, name: (error as Error).name });
      await postponeImport(this.database.sql, item.id, code);
      return false;
    }
  }

  private async batch(item: SheetImport): Promise<void> {
    const stored = await sheetRowsAfter(this.database.sql, item.id, item.position, BATCH_MAX);
    const rows = stored.map(({ number, cells }) => ({ number, cells: JSON.parse(cells) as Cell[] }));
    const caller = callerOf('clerk', item.unit);
    const reader = this.readerOf(item, caller);
    for (let look = 1; ; look++) {
      const judged = await this.judge.judge(item.id, rows, reader);
      if (await this.carryOut(item, caller, judged, look === LOOKS_MAX)) return;
    }
  }

  /** False where records have changed since they were looked at. */
  private async carryOut(
    item: SheetImport,
    caller: Caller,
    judged: readonly JudgedRow[],
    last: boolean,
  ): Promise<boolean> {
    const operations = judged.flatMap((row) => ('operation' in row.outcome ? [row.outcome.operation] : []));
    const settle = (tx: Sql, outcomes: readonly TrialOutcome[]): Promise<void> =>
      this.settle(tx, item, judged, outcomes);
    if (item.state === 'checking') {
      const outcomes = await this.writer.tryOut(caller, operations);
      await this.database.transaction((tx) => settle(tx, outcomes));
      return true;
    }
    const overtaken = new Error('overtaken');
    try {
      await this.writer.write(caller, operations, async (tx, outcomes) => {
        assertNoneWaits(outcomes);
        if (!last && outcomes.some(isOvertaken)) throw overtaken;
        await settle(tx, outcomes);
      });
      return true;
    } catch (error) {
      if (error === overtaken) return false;
      throw error;
    }
  }

  /** Writes down what came of the batch, in the transaction that wrote its records. */
  private async settle(
    tx: Sql,
    item: SheetImport,
    judged: readonly JudgedRow[],
    outcomes: readonly TrialOutcome[],
  ): Promise<void> {
    const left = [...outcomes];
    const verdicts = judged.map((row): RowVerdict => {
      const outcome = 'error' in row.outcome ? row.outcome : left.shift();
      if (!outcome) throw new TypeError('an operation has an outcome');
      return verdictOf(row, outcome, mappingOf(item));
    });
    const counts = { fresh: 0, changed: 0, unchanged: 0, wrong: 0 };
    for (const { outcome } of verdicts) counts[outcome] += 1;
    const ended = judged.length < BATCH_MAX;
    const state = item.state as 'checking' | 'writing';
    const moved = await advanceImportPass(tx, {
      id: item.id,
      state,
      from: item.position,
      to: judged.at(-1)?.number ?? item.position,
      next: !ended ? state : state === 'checking' ? 'checked' : 'done',
      counts,
    });
    if (!moved) throw new StepTaken();
    if (verdicts.length > 0) await addVerdicts(tx, item.id, verdicts);
  }

  private readerOf(item: SheetImport, caller: Caller): RowReader {
    const { catalogue } = this.current;
    const type: RecordType | undefined = typeOf(item, catalogue);
    if (!type) throw new Postponed('type_unknown');
    const names = new UnitNames(this.tree.dated.ever.subtree(caller.unit));
    return new RowReader({
      type,
      catalogue,
      mapping: mappingOf(item),
      digest: item.digest,
      offset: this.clock.offsetAt(this.clock.now()),
      unitOf: (word) => names.codeOf(word),
    });
  }

  private async tidy(): Promise<void> {
    const now = this.clock.now();
    await deleteImportsBefore(this.database.sql, new Date(now.getTime() - KEPT_MS));
    await this.spool.sweep(now);
  }
}

/** A log that is being recovered, for instance: the rows are sound, and nobody has to mend them. */
function assertNoneWaits(outcomes: readonly WriteOutcome[]): void {
  for (const outcome of outcomes) {
    if ('error' in outcome && outcome.error.status === PASSING_STATUS)
      throw new Postponed(outcome.error.code);
  }
}

/** Somebody has written this record, or one with its key, since it was looked up. */
function isOvertaken(outcome: WriteOutcome): boolean {
  return (
    'error' in outcome &&
    ['version_conflict', 'record_exists', 'record_id_taken'].includes(outcome.error.code)
  );
}
