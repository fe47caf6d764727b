import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { readPartials, type PartialsPlace } from '#core/protocol';
import { OpenRoute } from '#platform/identity';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { PartialsReceiver } from './partials-receiver.js';

/** Node to node: a child sends figures whose records stay below. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/partials')
export class PartialsController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(PartialsReceiver) private readonly receiver: PartialsReceiver,
  ) {}

  @Post()
  @HttpCode(200)
  async take(@Req() request: LinkRequest): Promise<{ readonly held: PartialsPlace | null }> {
    const { sender, value } = await this.authenticator.open(request);
    const batch = readPartials(value);
    if (!batch) throw new SilianError('body_invalid');
    return { held: await this.receiver.take(sender, batch) };
  }
}
