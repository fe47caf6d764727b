import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, HttpCode, Inject, Post, Req, type OnModuleDestroy } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, OpenRoute, type NodeIdentity } from '#platform/identity';
import { Database, findCertificates, readFeed, type FeedPage } from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { FEED_ROWS_MAX } from './feed-reading.js';

/** A question is held no longer than this: less than what stands between two nodes lets a connection rest. */
export const WAIT_MS_MAX = 25_000;

/** How soon a waiting child hears of what was committed, also by another process. */
const LOOK_MS = 500;

/** Children that wait at once; one more is answered as things stand, so that looks never crowd out the frames. */
const WAITING_MAX = 200;

/** Questions of one child that wait at once: one that asks again and again must not take the places of the others. */
const WAITING_OF_ONE_MAX = 2;

/** Node to node: tells the child how far its logs got, here and above, and what is held back. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/receipts')
export class ReceiptsController implements OnModuleDestroy {
  /** How many questions of each child wait. */
  private readonly waiting = new Map<string, number>();
  private stopping = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Database) private readonly database: Database,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @Post()
  @HttpCode(200)
  async answer(@Req() request: LinkRequest) {
    const { sender, value } = await this.authenticator.open(request);
    const { feed, cursor, waitMs } = readQuestion(value);
    const page = await this.firstNews(sender.unit, feed, cursor, waitMs);
    const rows = cut(page);
    const signers = [...new Set(rows.receipts.flatMap(({ signer }) => signer ?? []))];
    const chains = await findCertificates(this.database.sql, signers);
    const named = (tier: string): string => (tier === '' ? this.config.unit : tier);
    return {
      feed: page.feed,
      cursor: rows.cursor,
      more: rows.more,
      receipts: rows.receipts.map(({ origin, epoch, lane, tier, seq, chain, at, signer, signature }) => ({
        ...{ origin, epoch, lane, tier, seq, chain, at, signer, signature },
      })),
      verdicts: rows.verdicts.map(({ origin, epoch, lane, tier, seq, record, code, zh, en, withdrawn }) => ({
        ...{ origin, epoch, lane, tier: named(tier), seq, record, code, message: { zh, en }, withdrawn },
      })),
      certificates: [this.identity.chain, ...chains.values()],
    };
  }

  private async firstNews(
    unit: string,
    feed: string | null,
    cursor: number,
    waitMs: number,
  ): Promise<FeedPage> {
    const own = this.waiting.get(unit) ?? 0;
    const mayWait = own < WAITING_OF_ONE_MAX && this.waiting.size < WAITING_MAX;
    const deadline = performance.now() + (mayWait ? waitMs : 0);
    this.waiting.set(unit, own + 1);
    try {
      for (;;) {
        const look = (after: number) => readFeed(this.database.sql, { unit, after, limit: FEED_ROWS_MAX });
        const page = await look(cursor);
        // Another database, or one that was restored from a copy: what the child has read says nothing about it.
        if (page.feed !== feed || cursor > page.head) return cursor === 0 ? page : await look(0);
        const news = page.receipts.length + page.verdicts.length > 0;
        if (news || this.stopping || performance.now() >= deadline) return page;
        await sleep(LOOK_MS);
      }
    } finally {
      const left = (this.waiting.get(unit) ?? 1) - 1;
      if (left > 0) this.waiting.set(unit, left);
      else this.waiting.delete(unit);
    }
  }
}

/** Both lists up to the same revision, so that the cursor passes over nothing. */
function cut({ head, receipts, verdicts }: FeedPage) {
  const ends = [receipts, verdicts].flatMap((rows) => {
    const last = rows.at(-1);
    return last && rows.length === FEED_ROWS_MAX ? [last.revision] : [];
  });
  const cursor = Math.min(head, ...ends);
  const within = (row: { revision: number }): boolean => row.revision <= cursor;
  return {
    cursor,
    more: ends.length > 0,
    receipts: receipts.filter(within),
    verdicts: verdicts.filter(within),
  };
}

function readQuestion(value: unknown): { feed: string | null; cursor: number; waitMs: number } {
  const { feed, cursor, waitMs } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (feed !== null && typeof feed !== 'string') throw new SilianError('body_invalid');
  if (!Number.isSafeInteger(cursor) || (cursor as number) < 0) throw new SilianError('body_invalid');
  if (!Number.isSafeInteger(waitMs) || (waitMs as number) < 0) throw new SilianError('body_invalid');
  return { feed, cursor: cursor as number, waitMs: Math.min(waitMs as number, WAIT_MS_MAX) };
}
