import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import {
  Database,
  putMarks,
  recordsOfLogAfter,
  unmarkedLogs,
  type LikenessRow,
  type RecordWithEntry,
  type UnmarkedLog,
} from '#platform/storage';
import { CurrentCatalogue, visibleFields } from '#features/ledger';
import { endOf } from '../judging/peers.js';
import { Marks, type Marking } from './marks.js';

/** Records of one transaction: bounds its memory, and what is done twice after a crash. */
const BATCH_SIZE = 500;

/** Logs that one look finds. */
const LOGS_MAX = 100;

/** Batches of one run; the next run goes on. Lets a shutdown and the other jobs of the process have their turn. */
const BATCHES_MAX = 200;

/** Follows the logs and marks their records, beside whatever writes them: neither entry nor sync waits for it. */
@Injectable()
export class LikenessIndex implements OnModuleInit, OnModuleDestroy {
  private stopping = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Marks) private readonly marks: Marks,
  ) {}

  onModuleInit(): void {
    if (this.config.roles.has('worker')) this.queues.handle('likeness', () => this.run());
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** Goes on where the last run ended, in whatever process that was. */
  async run(): Promise<void> {
    const { version } = this.current.catalogue;
    const logs = await unmarkedLogs(this.database.sql, version, LOGS_MAX);
    if (logs.length === 0) return;
    const marking = await this.marks.maker();
    let batches = 0;
    for (const log of logs) {
      for (let seq = log.seq; seq < log.headSeq; batches++) {
        if (this.stopping) return;
        if (batches === BATCHES_MAX) return this.queues.wake('likeness');
        seq = await this.batch({ ...log, seq }, version, marking);
      }
    }
    if (logs.length === LOGS_MAX) this.queues.wake('likeness');
  }

  /** Gives the place up to which the log is marked now. */
  private async batch(log: UnmarkedLog, catalogue: string, marking: Marking): Promise<number> {
    const { originId, headSeq } = log;
    return this.database.transaction(async (tx) => {
      const rows = await recordsOfLogAfter(tx, log, BATCH_SIZE);
      const seq = rows.length < BATCH_SIZE ? headSeq : (rows.at(-1)?.seq ?? headSeq);
      const records = rows.map(({ record }) => record);
      const marks = rows.flatMap((row) => this.marksOf(row, marking));
      await putMarks(tx, records, marks, { originId, catalogue, seq });
      return seq;
    });
  }

  private marksOf(row: RecordWithEntry, marking: Marking): LikenessRow[] {
    const type = this.current.catalogue.types.get(row.type);
    if (!type || row.status !== 'counted') return [];
    // All that is stored here: marks are shown to nobody.
    const { fields } = visibleFields(row, type, 'community');
    const ends = endOf(type.time.to, fields);
    const { record, unit, version } = row;
    const distinct = new Set(marking(type, fields).map(({ mark }) => mark));
    return [...distinct].map((mark) => ({ record, mark, unit, version, ends }));
  }
}
