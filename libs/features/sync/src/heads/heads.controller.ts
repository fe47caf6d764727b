import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { headBuckets, logKey, type Head } from '#core/protocol';
import { OpenRoute } from '#platform/identity';
import { Database, heldHeadsWithin } from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { readHeadQuestion } from './head-questions.js';

/** Node to node: where two nodes that are not equal differ. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/heads')
export class HeadsController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Database) private readonly database: Database,
  ) {}

  /** The places of the buckets that differ, or the heads of the logs that are named; those not here are left out. */
  @Post()
  @HttpCode(200)
  async compare(@Req() request: LinkRequest): Promise<{ differing: number[] } | { heads: Head[] }> {
    const { sender, value } = await this.authenticator.open(request);
    const question = readHeadQuestion(value);
    const held = await heldHeadsWithin(this.database.sql, sender.unit);
    if ('logs' in question) {
      const asked = new Set(question.logs.map(logKey));
      return { heads: held.filter((head) => asked.has(logKey(head))) };
    }
    const own = headBuckets(held);
    return { differing: own.flatMap((bucket, index) => (bucket === question.buckets[index] ? [] : index)) };
  }
}
