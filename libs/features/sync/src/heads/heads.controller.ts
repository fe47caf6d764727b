import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { headBuckets, logKey, type Head, type VerifiedSigner } from '#core/protocol';
import { OpenRoute } from '#platform/identity';
import { Database, heldChainsAt, heldHeadsOf, heldHeadsWithin, placeKey } from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { Jurisdiction } from '#features/units';
import { readHeadQuestion, type LogPlace } from './head-questions.js';

/** Node to node: where two nodes that are not equal differ. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/heads')
export class HeadsController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Database) private readonly database: Database,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  /** The places of the buckets that differ, or the heads of the logs that are named; those not here are left out. */
  @Post()
  @HttpCode(200)
  async compare(@Req() request: LinkRequest): Promise<HeadAnswer> {
    const { sender, value } = await this.authenticator.open(request);
    const question = readHeadQuestion(value);
    if ('places' in question) return this.chainsOf(sender, question);
    const held = await heldHeadsWithin(this.database.sql, sender.unit);
    if ('logs' in question) {
      const asked = new Set(question.logs.map(logKey));
      return { heads: held.filter((head) => asked.has(logKey(head))) };
    }
    const own = headBuckets(held);
    return { differing: own.flatMap((bucket, index) => (bucket === question.buckets[index] ? [] : index)) };
  }

  /** All that is held of one unit, and this node's chains at the places that are named; null where it has none. */
  private async chainsOf(
    sender: VerifiedSigner,
    { origin, places }: { readonly origin: string; readonly places: readonly LogPlace[] },
  ): Promise<HeadAnswer> {
    if (!this.jurisdiction.relays(sender.unit, origin)) throw new SilianError('origin_outside', { origin });
    const { sql } = this.database;
    const [heads, chains] = await Promise.all([heldHeadsOf(sql, origin), heldChainsAt(sql, places)]);
    return { heads, chains: places.map((place) => chains.get(placeKey(place)) ?? null) };
  }
}

type HeadAnswer =
  | { readonly differing: readonly number[] }
  | { readonly heads: readonly Head[]; readonly chains?: readonly (string | null)[] };
