import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OpenRoute } from '#platform/identity';
import { Database, keptFor, type KeptHead } from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { TailGiving, type GivenTail } from './tail-giving.js';
import { KEPT_HEADS_MAX, readKeptQuestion, readTailQuestion } from './tail-questions.js';

/** Node to node: gives a child back what it has written itself, and what is handed over to it. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/logs')
export class TailsController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Database) private readonly database: Database,
    @Inject(TailGiving) private readonly giving: TailGiving,
  ) {}

  /** The logs that are the sender's to write, and where they end here. */
  @Post()
  @HttpCode(200)
  async kept(@Req() request: LinkRequest): Promise<{ heads: KeptHead[]; more: boolean }> {
    const { sender, value } = await this.authenticator.open(request);
    const after = readKeptQuestion(value);
    const rows = await keptFor(this.database.sql, sender.unit, after, KEPT_HEADS_MAX + 1);
    return { heads: rows.slice(0, KEPT_HEADS_MAX), more: rows.length > KEPT_HEADS_MAX };
  }

  /** What follows in some of them, with every signer's certificates; `frame` is null where nothing does. */
  @Post('entries')
  @HttpCode(200)
  async entries(@Req() request: LinkRequest): Promise<GivenTail> {
    const { sender, value } = await this.authenticator.open(request);
    return this.giving.give(sender.unit, readTailQuestion(value));
  }
}
