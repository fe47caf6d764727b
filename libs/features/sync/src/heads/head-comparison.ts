import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import {
  headBucket,
  headBuckets,
  headsDigest,
  isDigest,
  logKey,
  type Head,
  type LogId,
} from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import {
  acknowledgedHeads,
  chainsAt,
  Database,
  heldHeadsWithin,
  recordEquality,
  setBackAcknowledgements,
} from '#platform/storage';
import { Heartbeats, LinkError, ParentLink } from '#features/nodes';
import { TailRecovery } from '../recovery/tail-recovery.js';
import { askedEnds, endedAsAsked } from './closed-logs.js';
import { NAMED_LOGS_MAX } from './head-questions.js';

const PART = 'heads';
const HEADS_PATH = '/sync/v1/heads';

/** Two nodes that are at work differ nearly always: where they differ is looked at this often at the most. */
const LOOK_EVERY_MS = 10_000;

type AckedHead = Head & { readonly originId: number };

/**
 * Compares with every heartbeat what the parent has acknowledged with what it holds. A parent that was restored from an
 * old copy gets again what it has lost, without waiting for the next record of each log.
 */
@Injectable()
export class HeadComparison implements OnModuleInit {
  private readonly logger = new Logger('HeadComparison');
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(TailRecovery) private readonly tails: TailRecovery,
  ) {}

  onModuleInit(): void {
    const { sql } = this.database;
    this.heartbeats.answers(PART, async ({ unit }, question) =>
      headsDigest(await endedAsAsked(sql, await heldHeadsWithin(sql, unit), question)),
    );
    if (!this.config.profile.parent) return;
    this.heartbeats.asks(PART, { ask: () => askedEnds(sql), take: (answer) => this.take(answer) });
  }

  /** An older parent answers nothing, and nothing is concluded from that. */
  private async take(answer: unknown): Promise<void> {
    if (!isDigest(answer)) return;
    const acked = await acknowledgedHeads(this.database.sql);
    if (headsDigest(acked) === answer) return recordEquality(this.database.sql);
    const now = performance.now();
    if (now - this.lookedAt < LOOK_EVERY_MS) return;
    this.lookedAt = now;
    await this.heal(acked);
  }

  private async heal(acked: readonly AckedHead[]): Promise<void> {
    const buckets = new Set(await this.differingBuckets(headBuckets(acked)));
    const suspects = acked.filter((head) => buckets.has(headBucket(head))).slice(0, NAMED_LOGS_MAX);
    if (suspects.length === 0) return;
    const held = new Map((await this.heldByParent(suspects)).map((head) => [logKey(head), head]));
    if (suspects.some((head) => (held.get(logKey(head))?.seq ?? 0) > head.seq)) this.tails.lookAgain();
    const lost = suspects.flatMap((head) => {
      const theirs = held.get(logKey(head));
      if (theirs && theirs.seq >= head.seq) return [];
      return { ...head, to: theirs?.seq ?? 0, chain: theirs?.chain };
    });
    const places = lost.filter(({ to }) => to > 0).map(({ originId, to }) => ({ originId, seq: to }));
    const own = places.length === 0 ? new Map<string, string>() : await chainsAt(this.database.sql, places);
    // A head that is not on this node's own chain is a fork: the next frame finds it out, and stops the log.
    const back = lost.filter(({ originId, to, chain }) => to === 0 || own.get(`${originId}:${to}`) === chain);
    const rows = back.map(({ originId, seq, to }) => ({ originId, from: seq, to }));
    const logs = await setBackAcknowledgements(this.database.sql, rows);
    if (logs === 0) return;
    this.logger.warn({ msg: 'the parent has lost what it had acknowledged: it is sent again', logs });
    this.queues.wake('uplink');
    this.queues.wake('urgent');
  }

  private async differingBuckets(buckets: readonly string[]): Promise<number[]> {
    const { differing } = (await this.parent.callJson(HEADS_PATH, { buckets })) as { differing?: unknown };
    if (!Array.isArray(differing) || !differing.every(Number.isSafeInteger)) throw unreadable('buckets');
    return differing as number[];
  }

  private async heldByParent(logs: readonly LogId[]): Promise<Head[]> {
    const named = logs.map(({ origin, epoch, lane }) => ({ origin, epoch, lane }));
    const { heads } = (await this.parent.callJson(HEADS_PATH, { logs: named })) as { heads?: unknown };
    if (!Array.isArray(heads) || !heads.every(isHead)) throw unreadable('heads');
    return heads;
  }
}

function isHead(value: unknown): value is Head {
  const { origin, seq, chain } = (value ?? {}) as Partial<Record<keyof Head, unknown>>;
  return typeof origin === 'string' && Number.isSafeInteger(seq) && (seq as number) > 0 && isDigest(chain);
}

function unreadable(rule: string): LinkError {
  return new LinkError(`answer_unreadable:${rule}`);
}
