import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DOWN_HELD_MAX } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import { clearDownFaults, Database, heardFromAbove, heldDownHeads } from '#platform/storage';
import { LinkError, ParentLink } from '#features/nodes';
import { readDownAnswer } from '../feed/answer-reading.js';
import { WAIT_MS_MAX } from '../feed/question-reading.js';
import { Directives } from '../issue/directives.js';
import { Applying } from '../apply/applying.js';
import { BlobFetcher } from './blob-fetcher.js';
import { DownBook } from './down-book.js';

const DOWN_PATH = '/sync/v1/down';

/** Behind what the parent holds a question for. */
const TIMEOUT_MS = WAIT_MS_MAX + 10_000;

/** A question that was answered sooner was not held. */
const HELD_MS_MIN = 1_000;

/** A parent of the version before knows no such question: it is left in peace for so long. */
const UNKNOWN_PAUSE_MS = 5 * 60_000;

/**
 * All of the feed is gone through again so often, without what is held: a parent that was restored from an old copy and
 * has written as much since as it had lost looks as if nothing had happened.
 */
const WHOLE_EVERY_MS = 10 * 60_000;

/** The same after something was refused, whose place the cursor has passed: it may come again as it should be. */
const WHOLE_AFTER_REFUSAL_MS = 15_000;

/** Follows the parent's feed. Its place is kept in memory: each start goes through all of it once. */
@Injectable()
export class DownFollower implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Downlink');
  private feed: string | null = null;
  private cursor = 0;
  private wholeAtMs = Number.NEGATIVE_INFINITY;
  /** Goes through all of the feed; true where something was refused since that began. */
  private whole = false;
  private refusedSince = false;
  private pausedUntilMs = 0;
  private silent = false;
  private stopping = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(DownBook) private readonly book: DownBook,
    @Inject(BlobFetcher) private readonly blobs: BlobFetcher,
    @Inject(Applying) private readonly applying: Applying,
    @Inject(Directives) private readonly directives: Directives,
  ) {}

  onModuleInit(): void {
    if (this.config.roles.has('worker')) this.queues.handle('downlink', () => this.run());
  }

  onModuleDestroy(): void {
    this.stopping = true;
    this.parent.stop();
  }

  private async run(): Promise<void> {
    await this.directives.signAnew();
    await this.applying.applyWaiting();
    if (this.config.profile.parent) await this.follow();
  }

  /** One page; the next is asked for at once, where the parent had something to say or held the question. */
  private async follow(): Promise<void> {
    const askedAtMs = performance.now();
    if (this.stopping || askedAtMs < this.pausedUntilMs) return;
    try {
      const lacking = await this.blobs.fetchMissing();
      if (lacking.fetched) await this.applying.applyWaiting();
      const news = await this.takePage(Math.min(WAIT_MS_MAX, lacking.retryInMs ?? WAIT_MS_MAX));
      this.silent = false;
      // A parent that holds nobody's question any more must not be asked again and again: the regular look will do.
      const held = performance.now() - askedAtMs >= HELD_MS_MIN;
      if (!this.stopping && (news || held)) this.queues.wake('downlink');
    } catch (error) {
      if (this.stopping) return;
      if (!(error instanceof LinkError)) throw error;
      if (error.isUnknownRoute) this.pausedUntilMs = performance.now() + UNKNOWN_PAUSE_MS;
      if (!this.silent) this.logger.warn({ msg: 'no directives from the parent', code: error.code });
      this.silent = true;
    }
  }

  /** True where there was something new. */
  private async takePage(waitMs: number): Promise<boolean> {
    const nowMs = performance.now();
    if (nowMs >= this.wholeAtMs) {
      this.cursor = 0;
      this.whole = true;
      this.refusedSince = false;
      this.wholeAtMs = nowMs + WHOLE_EVERY_MS;
    }
    const page = readDownAnswer(
      await this.parent.callJson(
        DOWN_PATH,
        {
          feed: this.feed,
          cursor: this.cursor,
          waitMs: this.whole ? 0 : Math.min(waitMs, Math.ceil(this.wholeAtMs - nowMs)),
          held: this.whole ? await heldDownHeads(this.database.sql, DOWN_HELD_MAX) : [],
        },
        { timeoutMs: TIMEOUT_MS, isHeld: true },
      ),
    );
    const [refused] = await this.book.take(page);
    await heardFromAbove(this.database.sql, refused);
    if (refused) {
      this.refusedSince = true;
      this.wholeAtMs = Math.min(this.wholeAtMs, performance.now() + WHOLE_AFTER_REFUSAL_MS);
    }
    const wholeDone = this.whole && !page.more;
    if (wholeDone && !this.refusedSince) await clearDownFaults(this.database.sql);
    if (wholeDone) this.whole = false;
    this.feed = page.feed;
    this.cursor = page.cursor;
    return wholeDone || page.more || page.directives.length > 0;
  }
}
