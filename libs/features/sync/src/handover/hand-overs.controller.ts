import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { OpenRoute } from '#platform/identity';
import { Database } from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { openFrame } from '../receive/frame-body.js';
import { FrameGate } from '../receive/frame-gate.js';
import { HandOvers } from './hand-overs.js';
import { readReturnedHeads } from './returned-heads.js';

/** Node to node: a unit's own machine takes its logs over from this host, or gives them back. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1')
export class HandOversController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(HandOvers) private readonly handOvers: HandOvers,
    @Inject(FrameGate) private readonly gate: FrameGate,
    @Inject(Database) private readonly database: Database,
  ) {}

  @Post('hand-overs')
  @HttpCode(200)
  async handOver(@Req() request: LinkRequest): Promise<{ state: 'done' }> {
    const { sender } = await this.authenticator.open(request);
    await this.handOvers.handOver(sender);
    return { state: 'done' };
  }

  /** Whole entries that are held here without some sections. */
  @Post('take-backs/sections')
  @HttpCode(200)
  async fill(@Req() request: LinkRequest): Promise<{ state: 'done' }> {
    const { body, headers } = request;
    if (!Buffer.isBuffer(body)) throw new SilianError('media_type_unsupported');
    const sender = await this.authenticator.authenticate(request);
    await this.gate.pass(async () =>
      this.handOvers.fill(sender, await openFrame(body, headers['content-encoding'])),
    );
    return { state: 'done' };
  }

  /** Without heads it is only asked whether the operator has agreed. */
  @Post('take-backs')
  @HttpCode(200)
  async takeBack(@Req() request: LinkRequest): Promise<{ state: 'done' | 'agreed' }> {
    const { sender, value } = await this.authenticator.open(request);
    if ((value as { heads?: unknown } | null)?.heads === undefined) {
      await this.handOvers.assertMayReturn(this.database.sql, sender.unit);
      return { state: 'agreed' };
    }
    await this.handOvers.takeBack(sender, readReturnedHeads(value));
    return { state: 'done' };
  }
}
