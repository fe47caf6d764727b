import { Inject, Injectable, Logger } from '@nestjs/common';
import { isWithin, SilianError } from '#core/kernel';
import { logKey, type Segment, type VerifiedSigner } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import {
  Database,
  fillSections,
  findLogs,
  handOverLogs,
  hostedLogs,
  lockMove,
  offerMove,
  returnedLogs,
  settleMove,
  takeBackLogs,
  type ReturnedLog,
  type Sql,
} from '#platform/storage';
import { NaturalKeys } from '#features/ledger';
import { NodeRegistry, Revocations } from '#features/nodes';
import { sameAsHeld, type ReturnedHead } from './returned-heads.js';

/** What an operator lets move, and how much of it there is. */
export interface MoveOffer {
  readonly unit: string;
  readonly moving: 'out' | 'back' | null;
  /** Logs that this node writes for the unit now, and their entries. */
  readonly logs: number;
  readonly entries: number;
}

/**
 * The host's part when a unit gets a machine of its own, or gives it up. A log has one writer at any time: who that is
 * changes in one transaction, under the lock that every writer needs.
 */
@Injectable()
export class HandOvers {
  private readonly logger = new Logger('HandOver');

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(NodeRegistry) private readonly registry: NodeRegistry,
    @Inject(Revocations) private readonly revocations: Revocations,
    @Inject(NaturalKeys) private readonly naturalKeys: NaturalKeys,
  ) {}

  /** The operator agrees to a move, or takes that back (null). Nothing moves before the unit's own machine asks. */
  async offer(unit: string, moving: MoveOffer['moving']): Promise<MoveOffer> {
    if (unit === this.config.unit || !isWithin(unit, this.config.unit)) {
      throw new SilianError('node_unknown', { unit });
    }
    const { sql } = this.database;
    const hosted = await hostedLogs(sql, unit);
    const enters = this.registry.find(unit)?.enters === true;
    const pointless = moving === 'out' ? enters && hosted.logs === 0 : moving === 'back' && !enters;
    if (pointless) throw new SilianError('hand_over_pointless', { unit });
    if (!(await offerMove(sql, unit, moving))) throw new SilianError('node_unknown', { unit });
    await this.registry.reload();
    return { unit, moving, ...hosted };
  }

  /** From now on the sender writes the logs of its unit. Asking again changes nothing. */
  async handOver({ unit }: VerifiedSigner): Promise<void> {
    await this.database.transaction(async (tx) => {
      const move = await lockMove(tx, unit);
      const done = move?.enters === true && (await hostedLogs(tx, unit)).logs === 0;
      if (done) return;
      if (move?.moving !== 'out') throw new SilianError('hand_over_not_offered', { unit });
      await settleMove(tx, unit, true);
      await handOverLogs(tx, unit);
    });
    await this.registry.reload();
    this.logger.log({ msg: 'logs handed over to the unit’s own node', unit });
  }

  /** Throws `hand_over_not_offered`; within a transaction the answer holds until its end. */
  async assertMayReturn(sql: Sql, unit: string): Promise<void> {
    if ((await lockMove(sql, unit))?.moving === 'back') return;
    throw new SilianError('hand_over_not_offered', { unit });
  }

  /** Takes the sections that no host but this one may hold. What differs in any bit from what was signed is refused. */
  async fill({ unit }: VerifiedSigner, segments: readonly Segment[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.assertMayReturn(tx, unit);
      const logs = await findLogs(tx, segments);
      const rows: { originId: number; seq: number; sections: Segment['entries'][number]['sections'] }[] = [];
      for (const segment of segments) {
        const log = logs.get(logKey(segment));
        const { origin } = segment;
        if (!log || log.local || !isWithin(origin, unit)) throw new SilianError('origin_outside', { origin });
        if (!(await sameAsHeld(tx, log, segment)))
          throw new SilianError('frame_fork', { origin, seq: segment.from });
        rows.push(
          ...segment.entries.map(({ sections }, index) => {
            return { originId: log.id, seq: segment.from + index, sections };
          }),
        );
      }
      if (rows.length > 0) await fillSections(tx, rows);
    });
  }

  /** From now on this node writes the logs again. They have to be here whole; the sender's keys speak no more. */
  async takeBack({ unit }: VerifiedSigner, heads: readonly ReturnedHead[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.assertMayReturn(tx, unit);
      // Locks the logs too: nothing is added while they change hands.
      await this.revocations.revoke(tx, { unit, reason: 'returned' });
      const logs = await returnedLogs(tx, unit, false);
      if (!areWhole(logs, heads)) throw new SilianError('take_back_incomplete', { unit });
      await takeBackLogs(
        tx,
        logs.map(({ originId }) => originId),
      );
      await settleMove(tx, unit, false);
      for (const origin of new Set(logs.map((log) => log.origin))) await this.naturalKeys.restore(tx, origin);
    });
    this.revocations.announce();
    await this.registry.reload();
    this.logger.log({ msg: 'logs taken back from the unit’s own node', unit });
  }
}

/** True where both sides hold the same logs, entry by entry, and this one no section less. */
function areWhole(held: readonly ReturnedLog[], theirs: readonly ReturnedHead[]): boolean {
  const given = new Map(theirs.map((head) => [logKey(head), head]));
  return (
    held.length === given.size &&
    held.every((log) => {
      const head = given.get(logKey(log));
      return head?.seq === log.seq && head.chain === log.chain && log.withheld <= head.withheld;
    })
  );
}
