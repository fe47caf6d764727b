import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Controller, Headers, HttpCode, Inject, Post, Req } from '@nestjs/common';
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
import { LinkAuthenticator } from './link-authenticator.js';
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
  ) {}

  @Post()
  @HttpCode(200)
  async receive(
    @Headers('authorization') authorization: string | undefined,
    @Headers('silian-certificate') certificate: string | undefined,
    @Headers('content-encoding') encoding: string | undefined,
    @Req() request: { readonly body: unknown },
  ): Promise<FrameAnswer> {
    const { body } = request;
    if (!Buffer.isBuffer(body)) throw new SilianError('media_type_unsupported');
    const target = { method: 'POST', path: '/sync/v1/frames', body };
    const sender = await this.authenticator.authenticate(authorization, certificate, target);
    return this.receiver.receive(sender, readFrame(await inflate(body, encoding)));
  }
}

async function inflate(body: Buffer, encoding: string | undefined): Promise<Buffer> {
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
