import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { FRAME_MEDIA_TYPE, type FrameAnswer } from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, signLinkToken, type NodeIdentity } from '#platform/identity';
import { LinkError } from './link-error.js';

const compress = promisify(gzip);

export const FRAMES_PATH = '/sync/v1/frames';

/** Header that carries the node's own certificate chain, when the parent asked for it. */
export const CERTIFICATE_HEADER = 'silian-certificate';

/** A frame that is not answered in this time is sent again; both ends are idempotent. */
const ANSWER_TIMEOUT_MS = 30_000;

/** Smaller bodies grow when they are compressed. */
const COMPRESS_BYTES_MIN = 512;

/** Fast compression: the link is rarely slower than the processor. */
const COMPRESSION_LEVEL = 1;

/** Attempts that mend what the parent complained about: certificate, then clock. */
const CORRECTIONS_MAX = 2;

interface ErrorBody {
  readonly code?: string;
  readonly params?: { readonly rule?: string };
}

/** Speaks to the parent over HTTP. Everything that goes wrong becomes a LinkError with a code. */
@Injectable()
export class ParentClient {
  /** How far the parent's clock is ahead of ours, learned from its answers. */
  private clockOffsetMs = 0;
  private certificateWanted = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Sends a frame; gives the parent's answer and the bytes on the wire. */
  async sendFrame(frame: string): Promise<{ answer: FrameAnswer; bytes: number }> {
    const raw = Buffer.from(frame);
    const zip = this.config.uplinkCompression === 'gzip' && raw.length >= COMPRESS_BYTES_MIN;
    const body = zip ? await compress(raw, { level: COMPRESSION_LEVEL }) : raw;
    for (let corrections = 0; ; corrections++) {
      const response = await this.post(body, zip);
      if (response.ok) return { answer: (await readJson(response)) as FrameAnswer, bytes: body.length };
      const error = (await readJson(response).catch(() => ({}))) as ErrorBody;
      if (corrections < CORRECTIONS_MAX && this.mend(response, error)) continue;
      const rule = error.params?.rule === undefined ? '' : `:${error.params.rule}`;
      throw new LinkError(`${error.code ?? `http_${response.status}`}${rule}`, retryAfterMs(response));
    }
  }

  private async post(body: Uint8Array, zip: boolean): Promise<Response> {
    const now = new Date(this.clock.now().getTime() + this.clockOffsetMs);
    const token = await signLinkToken(this.identity, { method: 'POST', path: FRAMES_PATH, body }, now);
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      'content-type': FRAME_MEDIA_TYPE,
      ...(zip ? { 'content-encoding': 'gzip' } : {}),
    };
    if (this.certificateWanted) {
      headers[CERTIFICATE_HEADER] = Buffer.from(JSON.stringify(this.identity.chain)).toString('base64url');
    }
    try {
      return await fetch(`${this.config.parentUrl}${FRAMES_PATH}`, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
    } catch (error) {
      throw new LinkError(networkCode(error), undefined, { cause: error });
    }
  }

  /** Mends what the parent named; false where there is nothing to mend. */
  private mend(response: Response, error: ErrorBody): boolean {
    if (error.code !== 'link_token_invalid') return false;
    if (error.params?.rule === 'certificate') {
      this.certificateWanted = true;
      return true;
    }
    const parentTime = Date.parse(response.headers.get('date') ?? '');
    if (error.params?.rule !== 'clock' || Number.isNaN(parentTime)) return false;
    this.clockOffsetMs = parentTime - this.clock.now().getTime();
    return true;
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new LinkError('answer_unreadable', undefined, { cause: error });
  }
}

function networkCode(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'parent_timeout';
  const cause = (error as { cause?: { code?: unknown } }).cause?.code;
  return typeof cause === 'string' ? `parent_${cause.toLowerCase()}` : 'parent_unreachable';
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}
