import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { FRAME_SEGMENTS_MAX, logKey, type LogId } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import {
  createOrigins,
  Database,
  findLogs,
  freezeBehind,
  acknowledgeRecovered,
  HOSTED_ABOVE,
  RECOVERING,
  recoveringLogs,
  RETURNING,
  thawLogs,
  type KeptHead,
  type OriginRow,
} from '#platform/storage';
import { Heartbeats, LinkError, NodeRegistry, ParentLink } from '#features/nodes';
import { FrameSize } from '../uplink/frame-size.js';
import { readKeptPage, readTail } from './tail-answers.js';
import { TailTaking } from './tail-taking.js';

const PART = 'tails';
const HEADS_PATH = '/sync/v1/logs';
const ENTRIES_PATH = '/sync/v1/logs/entries';

/** A start waits this long for each page of the parent's list: a parent that is away must not keep a node from working. */
const LOOK_MS_MAX = 3_000;

/** Pages of the list: more than a city of 20,000 logs has. A list that never ends is none. */
const PAGES_MAX = 50;

/** One heartbeat fetches for so long, then the next one goes on: a long tail must not silence the heartbeat. */
const RUN_MS_MAX = 4_000;

/**
 * Gets back from the parent what this node has lost of the logs that it writes. Where the parent holds more than this
 * node, nothing is written to the log until the rest is here: two different entries with one number would be a fork.
 */
@Injectable()
export class TailRecovery implements OnModuleInit {
  private readonly logger = new Logger('Recovery');
  private readonly size = new FrameSize();
  private looked = false;
  /** Logs that have parted from the parent's: nothing comes back of them, and an operator decides. */
  private readonly parted = new Set<string>();

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
    @Inject(NodeRegistry) private readonly registry: NodeRegistry,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(TailTaking) private readonly taking: TailTaking,
  ) {}

  onModuleInit(): void {
    if (!this.hasParent) return;
    this.heartbeats.asks(PART, { ask: () => Promise.resolve(null), take: () => this.goOn() });
  }

  /** Looks before anybody can write; what has to be fetched is fetched while the node works. */
  async begin(): Promise<void> {
    if (!this.hasParent) return;
    try {
      await this.look();
    } catch (error) {
      this.report(error);
    }
  }

  /** The parent seems to hold more than this node: the next heartbeat finds out what. */
  lookAgain(): void {
    this.looked = false;
  }

  /**
   * Compares with the parent's list, and closes the logs of which it holds more. `adopting` also fetches what the parent
   * still writes itself, and is about to hand over.
   */
  async look({ adopting = false } = {}): Promise<void> {
    let after: LogId | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const { heads, more } = await this.ask(after);
      await this.compare(
        heads.filter((head) => !this.parted.has(logKey(head)) && !this.registry.entersElsewhere(head.origin)),
        adopting,
      );
      after = heads.at(-1);
      if (!more || !after) break;
    }
    this.looked = true;
  }

  /**
   * Fetches one frame of what is missing; false where nothing is. Logs that the parent has to mend first are put into
   * `stuck`, and not asked for again by a caller who keeps it: a damaged log must not keep the others back.
   */
  async fetchOne(stuck: Set<string>): Promise<boolean> {
    const waiting = await recoveringLogs(this.database.sql, FRAME_SEGMENTS_MAX + stuck.size);
    const logs = waiting.filter((log) => !stuck.has(logKey(log))).slice(0, FRAME_SEGMENTS_MAX);
    if (logs.length === 0) return false;
    const places = logs.map(({ origin, epoch, lane, seq }) => ({ origin, epoch, lane, seq }));
    const question = { logs: places, bytesMax: this.size.bytesMax };
    const { segments, heads } = readTail(await this.parent.callJson(ENTRIES_PATH, question));
    this.size.grow();
    const named = new Map(heads.map((head) => [logKey(head), head]));
    // What the parent does not hold at all is complete here.
    const ends = logs.map((log) => named.get(logKey(log)) ?? { ...log, seq: 0, hosted: false });
    const { entries, whole, parted, unproven } = await this.taking.take(segments, ends);
    for (const log of parted) this.parted.add(log);
    const damaged = new Set([...unproven, ...ends.flatMap((end) => (end.damaged ? logKey(end) : []))]);
    if (entries === 0 && whole === 0 && damaged.size === 0) throw new LinkError('parent_does_not_move');
    for (const log of damaged) {
      stuck.add(log);
      this.logger.warn({ msg: 'the parent has to mend an own log before it can give it back', log });
    }
    if (entries > 0 || whole > 0)
      this.logger.log({ msg: 'fetched back from the parent', entries, logs: whole });
    return true;
  }

  private get hasParent(): boolean {
    return this.config.profile.parent !== undefined && this.parent.url !== undefined;
  }

  private async goOn(): Promise<void> {
    const deadline = performance.now() + RUN_MS_MAX;
    const stuck = new Set<string>();
    try {
      if (!this.looked) await this.look();
      while (await this.fetchOne(stuck)) {
        if (performance.now() < deadline) continue;
        this.queues.wake('heartbeat');
        return;
      }
    } catch (error) {
      this.size.shrink();
      this.report(error);
    }
  }

  private async ask(after: LogId | undefined) {
    const from = after && { origin: after.origin, epoch: after.epoch, lane: after.lane };
    try {
      return readKeptPage(
        await this.parent.callJson(HEADS_PATH, { after: from }, { timeoutMs: LOOK_MS_MAX }),
      );
    } catch (error) {
      if (error instanceof LinkError && error.isUnknownRoute) return { heads: [], more: false };
      throw error;
    }
  }

  private async compare(heads: readonly KeptHead[], adopting: boolean): Promise<void> {
    const { lost, hosted, ours } = sortHeads(heads, await findLogs(this.database.sql, heads));
    if (lost.length + hosted.length + ours.length === 0) return;
    const waiting = await this.database.transaction(async (tx) => {
      const behind = [...lost, ...hosted];
      if (behind.length > 0) await createOrigins(tx, behind, true);
      if (ours.length > 0) {
        const ids = ours.map(({ originId }) => originId);
        await thawLogs(tx, ids);
        await acknowledgeRecovered(tx, ours);
      }
      const closed = await freezeBehind(tx, hosted, adopting ? RECOVERING : HOSTED_ABOVE);
      return (await freezeBehind(tx, lost, RECOVERING)) + (adopting ? closed : 0);
    });
    if (waiting > 0)
      this.logger.warn({ msg: 'the parent holds more of own logs than this node', logs: waiting });
  }

  private report(error: unknown): void {
    if (!(error instanceof LinkError)) throw error;
    this.logger.warn({ msg: 'own logs could not be compared with the parent', code: error.code });
  }
}

/** What the parent holds more of, what it writes itself, and what has been closed here without need any more. */
function sortHeads(heads: readonly KeptHead[], own: ReadonlyMap<string, OriginRow>) {
  const pairs = heads
    .map((head) => ({ head, row: own.get(logKey(head)) }))
    // Behind the place where a log was closed the parent holds another branch, which does not come back.
    .filter(({ row }) => row?.abandonedAfter === undefined || row.abandonedAfter === null);
  const behind = pairs.filter(({ head, row }) => !row || (row.local && row.headSeq < head.seq));
  // Where both have entries, the parent refuses what is written here; closing the log would hide why.
  const free = (row: OriginRow | undefined): boolean => !row || row.headSeq === 0 || row.frozenCode !== null;
  return {
    lost: behind.flatMap(({ head }) => (head.hosted ? [] : head)),
    hosted: behind.flatMap(({ head, row }) => (head.hosted && free(row) ? head : [])),
    ours: pairs.flatMap(({ head, row }) => {
      const closed = row?.frozenCode === HOSTED_ABOVE || row?.frozenCode === RETURNING;
      return row && closed && !head.hosted && row.headSeq >= head.seq
        ? { originId: row.id, seq: head.seq }
        : [];
    }),
  };
}
