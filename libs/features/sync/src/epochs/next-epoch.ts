import { Inject, Injectable, Logger } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import type { Lane, LogId } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import { Queues } from '#platform/queues';
import {
  closeLog,
  countRecordsOfLogAfter,
  createOrigins,
  Database,
  lockOrigins,
  originsOf,
  putEpochOpening,
  type ClosedLog,
  type OriginRow,
  type Sql,
} from '#platform/storage';
import { LinkError, NodeRegistry } from '#features/nodes';
import { Jurisdiction } from '#features/units';
import { BranchComparison, type Branches } from './branch-comparison.js';
import { RecordRewriting } from './record-rewriting.js';

export interface EpochRequest {
  readonly unit: string;
  /** Only this lane's log is looked at; without it both. */
  readonly lane?: Lane | 'ordinary' | undefined;
  readonly reason: string;
}

/** What opening the next epoch does, or would do. */
export interface EpochOutcome {
  readonly epoch: number;
  /** Logs that are closed. Empty where this node has lost them altogether. */
  readonly logs: readonly ClosedLog[];
  /** Records that are written again. */
  readonly records: number;
  /** Records that are too large to be written again under a longer version number. */
  readonly tooLong: readonly string[];
}

/**
 * An operator's decision that a unit goes on in its next epoch, after its log and the one that the parent holds have
 * parted. Nothing that a clerk was told is lost: what the parent has stays and counts there, what only this node has is
 * written again, above every version that the parent can have.
 */
@Injectable()
export class NextEpoch {
  private readonly logger = new Logger('NextEpoch');

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(NodeRegistry) private readonly nodes: NodeRegistry,
    @Inject(BranchComparison) private readonly branches: BranchComparison,
    @Inject(RecordRewriting) private readonly rewriting: RecordRewriting,
  ) {}

  /** What would happen now; changes nothing. */
  async preview(caller: Caller, request: EpochRequest): Promise<EpochOutcome> {
    const { parted, newestEpoch } = await this.find(caller, request);
    const { sql } = this.database;
    let records = 0;
    for (const { originId, commonSeq } of parted)
      records += await countRecordsOfLogAfter(sql, { originId, seq: commonSeq });
    return { epoch: newestEpoch + 1, logs: parted.map(toClosed), records, tooLong: [] };
  }

  async open(caller: Caller, request: EpochRequest): Promise<EpochOutcome> {
    const found = await this.find(caller, request);
    const decidedBy = caller.who;
    const outcome = await this.database.transaction((tx) => this.apply(tx, request, found, decidedBy));
    const { epoch, records } = outcome;
    this.logger.warn({ msg: 'next epoch opened', origin: request.unit, epoch, records, decidedBy });
    this.queues.wake('uplink');
    this.queues.wake('urgent');
    return outcome;
  }

  private async find(caller: Caller, { unit, lane }: EpochRequest): Promise<Branches> {
    this.jurisdiction.assertScope(caller, unit);
    if (this.nodes.entersElsewhere(unit)) throw new SilianError('unit_not_here', { unit });
    if (!this.config.profile.parent) throw new SilianError('epoch_not_needed', { unit });
    const all = await originsOf(this.database.sql, unit);
    const found = await this.compare(unit, all);
    if (all.length === 0 && found.missing.length === 0) throw new SilianError('log_unknown', { unit });
    const chosen = (log: LogId): boolean => lane === undefined || (log.lane ?? 'ordinary') === lane;
    const [parted, missing] = [found.parted.filter(chosen), found.missing.filter(chosen)];
    if (parted.length + missing.length === 0) throw new SilianError('epoch_not_needed', { unit });
    return { ...found, parted, missing };
  }

  private async compare(unit: string, logs: readonly OriginRow[]): Promise<Branches> {
    try {
      return await this.branches.compare(unit, logs);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      throw new SilianError('epoch_parent_silent', { unit, rule: error.code }, undefined, { cause: error });
    }
  }

  private async apply(
    tx: Sql,
    { unit, reason }: EpochRequest,
    { parted, missing, newestEpoch }: Branches,
    decidedBy: string,
  ): Promise<EpochOutcome> {
    const epoch = newestEpoch + 1;
    const logs = new Map((await lockOrigins(tx, parted)).map((row) => [row.id, row]));
    const lanes = [...new Set([...parted, ...missing].map(({ lane }) => lane))];
    const begun = lanes.map((lane): LogId => ({ origin: unit, epoch, lane }));
    await createOrigins(tx, begun, true);
    const targets = new Map((await lockOrigins(tx, begun)).map((row) => [row.lane, row]));
    const closed: ClosedLog[] = [];
    const tooLong: string[] = [];
    let records = 0;
    for (const branch of parted) {
      const [log, target] = [logs.get(branch.originId), targets.get(branch.lane)];
      if (!log || !target || log.abandonedAfter !== null) throw new SilianError('epoch_not_needed', { unit });
      const { commonSeq, parentSeq } = branch;
      const from = { originId: log.id, seq: commonSeq };
      // So many entries the parent has beyond the common ones: no record can have gained more versions in them.
      const done = await this.rewriting.rewrite(tx, target, { from, versionStep: parentSeq - commonSeq + 1 });
      await closeLog(tx, log.id, commonSeq);
      closed.push({ ...toClosed(branch), seq: log.headSeq, chain: log.headChain });
      records += done.records;
      tooLong.push(...done.tooLong);
    }
    const opening = { origin: unit, epoch, reason, decidedBy, records, closed };
    if (!(await putEpochOpening(tx, opening))) throw new SilianError('epoch_not_needed', { unit });
    return { epoch, logs: closed, records, tooLong };
  }
}

function toClosed({ originId: _, ...log }: Branches['parted'][number]): ClosedLog {
  return log;
}
