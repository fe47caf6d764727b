import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import { Database, putReceipts, putVerdicts } from '#platform/storage';
import { LinkError, ParentLink } from '#features/nodes';
import { readFeedAnswer } from './feed-reading.js';
import { ReceiptBook } from './receipt-book.js';
import { WAIT_MS_MAX } from './receipts.controller.js';

const RECEIPTS_PATH = '/sync/v1/receipts';

/** Behind what the parent holds a question for. */
const TIMEOUT_MS = WAIT_MS_MAX + 10_000;

/** A question that was answered sooner was not held. */
const HELD_MS_MIN = 1_000;

/** A parent of the version before knows no such question: it is left in peace for so long. */
const UNKNOWN_PAUSE_MS = 5 * 60_000;

/**
 * All of the feed is read again so often: a parent that was restored from an old copy and has written as much since as it
 * had lost looks as if nothing had happened.
 */
const WHOLE_EVERY_MS = 10 * 60_000;

/** Follows the parent's feed. Its place is kept in memory: each start reads all of it once, for rows are state. */
@Injectable()
export class ReceiptsFollower implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Receipts');
  private feed: string | null = null;
  private cursor = 0;
  private begunAtMs = Number.NEGATIVE_INFINITY;
  private pausedUntilMs = 0;
  private silent = false;
  private stopping = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(ReceiptBook) private readonly book: ReceiptBook,
  ) {}

  onModuleInit(): void {
    const { profile, roles } = this.config;
    if (profile.parent && roles.has('worker')) this.queues.handle('receipts', () => this.follow());
  }

  onModuleDestroy(): void {
    this.stopping = true;
    this.parent.stop();
  }

  /** One page; the next is asked for at once, where the parent had something to say or held the question. */
  private async follow(): Promise<void> {
    const askedAtMs = performance.now();
    if (this.stopping || askedAtMs < this.pausedUntilMs) return;
    try {
      const news = await this.takePage();
      this.silent = false;
      // A parent that holds nobody's question any more must not be asked again and again: the regular look will do.
      const held = performance.now() - askedAtMs >= HELD_MS_MIN;
      if (!this.stopping && (news || held)) this.queues.wake('receipts');
    } catch (error) {
      if (this.stopping) return;
      if (!(error instanceof LinkError)) throw error;
      if (error.isUnknownRoute) this.pausedUntilMs = performance.now() + UNKNOWN_PAUSE_MS;
      if (!this.silent) this.logger.warn({ msg: 'no receipts from the parent', code: error.code });
      this.silent = true;
    }
  }

  /** True where there was something new. */
  private async takePage(): Promise<boolean> {
    const nowMs = performance.now();
    if (nowMs - this.begunAtMs > WHOLE_EVERY_MS) {
      this.cursor = 0;
      this.begunAtMs = nowMs;
    }
    const question = { feed: this.feed, cursor: this.cursor, waitMs: WAIT_MS_MAX };
    const page = readFeedAnswer(
      await this.parent.callJson(RECEIPTS_PATH, question, { timeoutMs: TIMEOUT_MS, isHeld: true }),
    );
    const { receipts, verdicts } = await this.book.fromFeed(page);
    await this.database.transaction(async (tx) => {
      await putVerdicts(tx, verdicts);
      await putReceipts(tx, receipts);
    });
    this.feed = page.feed;
    this.cursor = page.cursor;
    return page.more || page.receipts.length > 0 || page.verdicts.length > 0;
  }
}
