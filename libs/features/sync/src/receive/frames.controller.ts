import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import {
  decodeFrame,
  FRAME_BYTES_MAX,
  FrameFault,
  readUtf8,
  type FrameAnswer,
  type Segment,
} from '#core/protocol';
import { OpenRoute } from '#platform/identity';
import { LinkAuthenticator, type LinkRequest } from '#features/nodes';
import { FrameGate } from './frame-gate.js';
import { Receiver } from './receiver.service.js';

const decompress = promisify(gunzip);

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
      this.receiver.receive(sender, readFrame(await inflate(body, headers['content-encoding']))),
    );
  }
}

async function inflate(body: Buffer, encoding: string | string[] | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip') throw new SilianError('media_type_unsupported');
  try {
    return await decompress(body, { maxOutputLength: FRAME_BYTES_MAX });
  } catch (error) {
    const tooLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    if (tooLarge) throw new SilianError('frame_too_large', { limit: FRAME_BYTES_MAX });
    throw new SilianError('frame_malformed', { rule: 'the body is not gzip' });
  }
}

function readFrame(body: Buffer): readonly Segment[] {
  const text = readUtf8(body);
  if (text === undefined) throw new SilianError('frame_malformed', { rule: 'the text is not UTF-8' });
  try {
    return decodeFrame(text);
  } catch (error) {
    if (!(error instanceof FrameFault)) throw error;
    throw new SilianError('frame_malformed', { rule: error.message });
  }
}
