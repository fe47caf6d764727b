import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import type { FrameAnswer } from '#core/protocol';
import { OpenRoute } from '#platform/identity';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { openFrame } from './frame-body.js';
import { FrameGate } from './frame-gate.js';
import { Receiver } from './receiver.service.js';

/** Node to node. Open to the API's guard because it is guarded by the link's own token. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/frames')
export class FramesController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Receiver) private readonly receiver: Receiver,
    @Inject(FrameGate) private readonly gate: FrameGate,
  ) {}

  @Post()
  @HttpCode(200)
  async receive(@Req() request: LinkRequest): Promise<FrameAnswer> {
    const { body, headers } = request;
    if (!Buffer.isBuffer(body)) throw new SilianError('media_type_unsupported');
    const sender = await this.authenticator.authenticate(request);
    // The frame is opened in its turn: those that wait stay as small as they came.
    return this.gate.pass(async () =>
      this.receiver.receive(sender, await openFrame(body, headers['content-encoding'])),
    );
  }
}
