import { Inject, Injectable, Logger } from '@nestjs/common';
import { CellDeltas } from '#core/statistics';
import {
  addToCells,
  cellsAfter,
  clearCells,
  countMisindexed,
  Database,
  lockRecordsForRecount,
  putQuarantine,
  readIdentity,
  recordsAfter,
  releaseRecords,
  setCountedWith,
  setStatuses,
  type CellRow,
  type QuarantineRow,
  type RecordStatus,
  type RecordWithEntry,
  type Sql,
} from '#platform/storage';
import { assess } from './assessment.js';
import { contributionsOf } from './contributions-of.js';
import { CurrentCatalogue } from './current-catalogue.js';
import { DeferredRecords } from './deferred-records.service.js';
import { Ledger, storedAssessment } from './ledger.service.js';

/** Records and cells in one step of a recount: bounds its memory. */
const BATCH_SIZE = 2_000;

/** Differences that a recount names; the rest is only counted. */
const NAMED_DIFFERENCES_MAX = 20;

export interface CellDifference {
  readonly term: string;
  readonly unit: string;
  readonly bucket: string;
  readonly dims: string;
  readonly item: string;
  readonly running: string;
  readonly recounted: string;
}

export interface RecountOutcome {
  readonly records: number;
  readonly cells: number;
  readonly differences: number;
  /** Places where the index of records and the log disagree. */
  readonly misindexed: number;
  readonly examples: readonly CellDifference[];
}

/** Counts everything again from the log and compares with the running cells. */
@Injectable()
export class Recount {
  private readonly logger = new Logger('Recount');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(DeferredRecords) private readonly deferred: DeferredRecords,
  ) {}

  /** Compares in one snapshot, while the node goes on working. Changes nothing. */
  compare(): Promise<RecountOutcome> {
    return this.database.snapshot(async (tx) => {
      const { deltas, records } = await this.countAll(tx);
      return { ...(await compareCells(tx, deltas)), records, misindexed: await countMisindexed(tx) };
    });
  }

  /**
   * Counts one unit again, and writes its cells anew where they differ: what came in while a row was damaged was retracted
   * by what the row said. Gives how many differed.
   */
  async mend(unit: string): Promise<number> {
    const found = await this.database.snapshot(async (tx) =>
      compareCells(tx, (await this.countAll(tx, unit)).deltas, unit),
    );
    if (found.differences === 0) return 0;
    await this.database.transaction(async (tx) => {
      await lockRecordsForRecount(tx);
      const { deltas } = await this.countAll(tx, unit);
      await clearCells(tx, unit);
      await addAll(tx, deltas);
    });
    this.logger.warn(`recounted unit ${unit}: ${found.differences} cells were not what its log says`);
    return found.differences;
  }

  /**
   * Judges every record again by today's catalogue and tree and writes the cells anew. Writers wait meanwhile. Does nothing
   * where another process has just counted with what is wanted.
   */
  async rebuild(wanted?: string): Promise<{ readonly records: number; readonly reassessed: number }> {
    const outcome = await this.database.transaction(async (tx) => {
      await lockRecordsForRecount(tx);
      if (wanted !== undefined && (await readIdentity(tx))?.countedWith === wanted)
        return { records: 0, reassessed: 0 };
      const reassessed = await this.reassessAll(tx);
      const { deltas, records } = await this.countAll(tx);
      await clearCells(tx);
      await addAll(tx, deltas);
      await setCountedWith(tx, this.current.countedWith());
      return { records, reassessed };
    });
    this.logger.log(`recounted ${outcome.records} records, ${outcome.reassessed} with a new status`);
    return outcome;
  }

  /**
   * Rebuilds where the catalogue is not the one that the cells were counted with. Where it is, the tree may still have
   * changed while the node was stopped.
   */
  async ensureCounted(): Promise<void> {
    const identity = await readIdentity(this.database.sql);
    const wanted = this.current.countedWith();
    if (identity?.countedWith === wanted) await this.deferred.judgeAgain();
    else await this.rebuild(wanted);
  }

  private async countAll(tx: Sql, unit?: string): Promise<{ deltas: CellDeltas; records: number }> {
    const context = this.ledger.context();
    const deltas = new CellDeltas();
    let records = 0;
    for await (const batch of allRecords(tx, unit)) {
      records += batch.length;
      for (const row of batch) {
        for (const item of contributionsOf(storedAssessment(row, context), this.current.statistics))
          deltas.add(item);
      }
    }
    return { deltas, records };
  }

  private async reassessAll(tx: Sql): Promise<number> {
    const context = this.ledger.context();
    let reassessed = 0;
    for await (const batch of allRecords(tx)) {
      const changed: { record: string; status: RecordStatus }[] = [];
      const held: QuarantineRow[] = [];
      for (const row of batch) {
        const { status, faults } = assess(row, row.unit, context);
        if (status === row.status) continue;
        changed.push({ record: row.record, status });
        const [fault] = faults;
        if (fault) held.push({ ...row, code: fault.code, faults: JSON.stringify(faults) });
      }
      if (changed.length === 0) continue;
      await setStatuses(tx, changed);
      await releaseRecords(
        tx,
        changed.map((row) => row.record),
      );
      if (held.length > 0) await putQuarantine(tx, held);
      reassessed += changed.length;
    }
    return reassessed;
  }
}

async function addAll(tx: Sql, deltas: CellDeltas): Promise<void> {
  const rows = deltas.entries();
  for (let start = 0; start < rows.length; start += BATCH_SIZE) {
    await addToCells(tx, rows.slice(start, start + BATCH_SIZE));
  }
}

async function* allRecords(tx: Sql, unit?: string): AsyncGenerator<RecordWithEntry[]> {
  for (let after: string | undefined; ;) {
    const batch = await recordsAfter(tx, after, BATCH_SIZE, unit);
    if (batch.length === 0) return;
    yield batch;
    after = batch.at(-1)?.record;
  }
}

const keyOf = ({ term, unit, bucket, dims, item }: CellRow): string =>
  [term, unit, bucket, dims, item].join('\n');

/** Value and number of records, as one text to compare and to show. */
const stateOf = (cell: Pick<CellRow, 'value' | 'records'> | undefined): string =>
  cell === undefined || (cell.value === 0n && cell.records === 0) ? '0' : `${cell.value} of ${cell.records}`;

async function compareCells(
  tx: Sql,
  deltas: CellDeltas,
  unit?: string,
): Promise<Pick<RecountOutcome, 'cells' | 'differences' | 'examples'>> {
  const expected = new Map<string, CellRow>(deltas.entries().map((cell) => [keyOf(cell), cell]));
  const examples: CellDifference[] = [];
  let differences = 0;
  let cells = 0;
  const differ = (cell: CellRow, running: string, recounted: string): void => {
    differences += 1;
    if (examples.length >= NAMED_DIFFERENCES_MAX) return;
    const { term, unit, bucket, dims, item } = cell;
    examples.push({ term, unit, bucket, dims, item, running, recounted });
  };
  for (let after: CellRow | undefined; ;) {
    const page = await cellsAfter(tx, after, BATCH_SIZE, unit);
    if (page.length === 0) break;
    for (const cell of page) {
      cells += 1;
      const [running, recounted] = [stateOf(cell), stateOf(expected.get(keyOf(cell)))];
      expected.delete(keyOf(cell));
      if (recounted !== running) differ(cell, running, recounted);
    }
    after = page.at(-1);
  }
  for (const cell of expected.values()) differ(cell, stateOf(undefined), stateOf(cell));
  return { cells, differences, examples };
}
