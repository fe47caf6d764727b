import { Controller, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { readPairingRequest } from '#core/protocol';
import { OpenRoute } from '#platform/identity';
import { parseJson } from '../link/parent-link.js';
import { Pairings, type PairingReply } from './pairings.js';

/** A request has some 300 bytes: more is none, and is not read. */
const REQUEST_BYTES_MAX = 2_048;

interface PairingHttpRequest {
  readonly body?: unknown;
  readonly ip?: string;
}

/** Node to node, before the two know each other: guarded by the code, which both prove to know. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/pairings')
export class PairingRequestsController {
  constructor(@Inject(Pairings) private readonly pairings: Pairings) {}

  @Post()
  @HttpCode(200)
  async request(@Req() { body, ip = '' }: PairingHttpRequest): Promise<PairingReply> {
    if (!Buffer.isBuffer(body)) throw new SilianError('media_type_unsupported');
    if (body.length > REQUEST_BYTES_MAX)
      throw new SilianError('body_too_large', { limit: REQUEST_BYTES_MAX });
    const read = readPairingRequest(parseJson(body));
    if (!read) throw new SilianError('body_invalid');
    return this.pairings.request(read.request, read.proof, ip);
  }

  @Get(':id')
  ask(@Param('id', ParseUUIDPipe) id: string): Promise<PairingReply> {
    return this.pairings.answerTo(id);
  }
}
