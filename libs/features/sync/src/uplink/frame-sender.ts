import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { FRAME_MEDIA_TYPE } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { ParentLink, parseJson, type ParentPlace } from '#features/nodes';
import { readAnswer, type LogAnswer } from './answer-reading.js';

const compress = promisify(gzip);

const FRAMES_PATH = '/sync/v1/frames';

/** Smaller bodies grow when they are compressed. */
const COMPRESS_BYTES_MIN = 512;

/** Fast compression: the link is rarely slower than the processor. */
const COMPRESSION_LEVEL = 1;

/** Sends frames to the parent. */
@Injectable()
export class FrameSender {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(ParentLink) private readonly parent: ParentLink,
  ) {}

  stop(): void {
    this.parent.stop();
  }

  /** Where frames go now, and what may stand in them. */
  get parentPlace(): ParentPlace {
    return this.parent.place;
  }

  /**
   * Gives what the parent says of each log, and the bytes on the wire. `to` is the parent that the frame was made for: one
   * that the node moves to meanwhile may see something else. Throws a LinkError.
   */
  async send(frame: string, to: ParentPlace): Promise<{ answer: LogAnswer[]; bytes: number }> {
    const raw = Buffer.from(frame);
    const zip = this.config.uplinkCompression === 'gzip' && raw.length >= COMPRESS_BYTES_MIN;
    const body = zip ? await compress(raw, { level: COMPRESSION_LEVEL }) : raw;
    const headers = { 'content-type': FRAME_MEDIA_TYPE, ...(zip ? { 'content-encoding': 'gzip' } : {}) };
    const answer = await this.parent.call({
      method: 'POST',
      path: FRAMES_PATH,
      body,
      headers,
      baseUrl: to.url,
    });
    return { answer: readAnswer(parseJson(answer.body)), bytes: body.length };
  }
}
