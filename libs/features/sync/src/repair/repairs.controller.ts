import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import type { ChainAt, LogId, VerifiedSigner } from '#core/protocol';
import { OpenRoute } from '#platform/identity';
import { Queues } from '#platform/queues';
import { Database, findLog } from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { Jurisdiction } from '#features/units';
import { Unreadable } from '../receipts/receipt-reading.js';
import { Mender } from './mender.js';
import { parcelText, readParcel, readRangeQuestion, readWish, wishText } from './repair-wire.js';
import { readStoredChains, readStoredParcel } from './stored-parcel.js';

/** Node to node: two nodes help each other to what one of them has lost. The child asks, whoever is damaged. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1')
export class RepairsController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Mender) private readonly mender: Mender,
  ) {}

  /** The chains at some places of a log, for a descent to where two copies differ. */
  @Post('ranges')
  @HttpCode(200)
  async chains(@Req() request: LinkRequest): Promise<{ chains: ChainAt[] }> {
    const { sender, value } = await this.authenticator.open(request);
    const { at, ...log } = read(() => readRangeQuestion(value));
    this.checkScope(sender, log);
    return { chains: await readStoredChains(this.database.sql, log, at) };
  }

  /** Gives the entries that a child has lost, or takes those that this node has lost. */
  @Post('repairs')
  @HttpCode(200)
  async repair(@Req() request: LinkRequest): Promise<object> {
    const { sender, value } = await this.authenticator.open(request);
    const asks = Object.hasOwn(value ?? {}, 'spans');
    return asks ? this.give(sender, value) : this.take(sender, value);
  }

  private async give(sender: VerifiedSigner, value: unknown): Promise<object> {
    const wish = read(() => readWish(value));
    this.checkScope(sender, wish);
    return parcelText(await readStoredParcel(this.database.sql, wish, wish.spans, sender.level));
  }

  /** Answers what is still wished for of this log, so that the child may bring it at once. */
  private async take(sender: VerifiedSigner, value: unknown): Promise<object> {
    const parcel = read(() => readParcel(value));
    this.checkScope(sender, parcel);
    const origin = await findLog(this.database.sql, parcel);
    if (!origin) return { rows: 0, spans: [] };
    const { rows, spans } = await this.mender.mend(origin.id, [], {
      source: sender.unit,
      entries: new Map(parcel.entries.map((entry) => [entry.seq, entry])),
      head: parcel.head ?? undefined,
      lossless: false,
    });
    if (spans.length === 0) this.queues.wake('audit');
    return { rows, ...wishText({ ...parcel, spans }) };
  }

  private checkScope({ unit }: VerifiedSigner, { origin }: LogId): void {
    if (!this.jurisdiction.relays(unit, origin)) throw new SilianError('origin_outside', { origin });
  }
}

function read<T>(reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    throw error instanceof Unreadable ? new SilianError('body_invalid') : error;
  }
}
