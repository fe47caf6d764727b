import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, HttpCode, Inject, Post, Req, type OnModuleDestroy } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DOWN_PAGE_BYTES_MAX, DOWN_PAGE_ROWS_MAX, downLogKey } from '#core/protocol';
import { OpenRoute } from '#platform/identity';
import {
  allDownLogs,
  Database,
  findCertificates,
  readDownFeed,
  readDownPage,
  type FedDirective,
  type Sql,
} from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { Jurisdiction } from '#features/units';
import type { DownAnswer } from './answer-reading.js';
import { concerns } from './concern.js';
import { readQuestion, type DownQuestion } from './question-reading.js';
import { WaitingRoom } from './waiting-room.js';

/** How soon a waiting child hears of what was committed, also by another process. */
const LOOK_MS = 500;

type Page = Pick<DownAnswer, 'feed' | 'cursor' | 'more'> & { readonly rows: readonly FedDirective[] };

/** Node to node: tells the child what the units above have said to it and to those below it. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/down')
export class DownController implements OnModuleDestroy {
  private readonly room = new WaitingRoom();
  private stopping = false;

  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Database) private readonly database: Database,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @Post()
  @HttpCode(200)
  async answer(@Req() request: LinkRequest): Promise<DownAnswer> {
    const { sender, value } = await this.authenticator.open(request);
    const question = readQuestion(value);
    const { rows, ...page } = await this.room.enter(sender.unit, question.waitMs, (ms) =>
      this.firstNews(sender.unit, question, ms),
    );
    const signers = [...new Set(rows.map(({ signer }) => signer))];
    const chains = await findCertificates(this.database.sql, signers);
    return {
      ...page,
      directives: rows.map(({ issuer, epoch, addressee, seq, line, signer, signature }) => ({
        ...{ issuer, epoch, addressee, seq, line, signer, signature },
      })),
      certificates: [...chains.values()],
    };
  }

  private async firstNews(unit: string, question: DownQuestion, waitMs: number): Promise<Page> {
    const deadline = performance.now() + waitMs;
    const { feed } = await readDownFeed(this.database.sql);
    for (let { cursor } = feed === question.feed ? question : { cursor: 0 }; ;) {
      const { head } = await readDownFeed(this.database.sql);
      if (head !== cursor) {
        // Behind the head: this database was restored from a copy, and what the child has read says nothing about it.
        const after = cursor > head ? 0 : cursor;
        const page = await this.database.snapshot((tx) => this.read(tx, unit, question, after));
        if (page.rows.length > 0) return page;
        cursor = page.cursor;
      }
      if (this.stopping || performance.now() >= deadline) return { feed, cursor, more: false, rows: [] };
      await sleep(LOOK_MS);
    }
  }

  /** One moment: what is committed later has a larger revision than the cursor. */
  private async read(tx: Sql, unit: string, { held }: DownQuestion, after: number): Promise<Page> {
    const { feed, head } = await readDownFeed(tx);
    const logs = (await allDownLogs(tx)).filter((log) => concerns(this.jurisdiction, log, unit));
    const ids = new Map(logs.map((log) => [downLogKey(log), log.id]));
    const rows = await readDownPage(tx, {
      logIds: [...ids.values()],
      after,
      held: held.flatMap((log) => {
        const logId = ids.get(downLogKey(log));
        return logId === undefined ? [] : [{ ...log, logId }];
      }),
      limit: DOWN_PAGE_ROWS_MAX,
    });
    const fitting = cut(rows);
    const more = fitting.length < rows.length || rows.length === DOWN_PAGE_ROWS_MAX;
    return { feed, cursor: more ? (fitting.at(-1)?.revision ?? head) : head, more, rows: fitting };
  }
}

/** As many as fit one answer, and one at least. */
function cut(rows: readonly FedDirective[]): readonly FedDirective[] {
  let bytes = 0;
  const end = rows.findIndex(({ line }) => (bytes += Buffer.byteLength(line)) > DOWN_PAGE_BYTES_MAX);
  return end < 0 ? rows : rows.slice(0, Math.max(1, end));
}
