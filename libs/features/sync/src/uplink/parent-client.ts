import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { FRAME_MEDIA_TYPE } from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, signLinkToken, type NodeIdentity } from '#platform/identity';
import { readAnswer, type LogAnswer } from './answer-reading.js';
import { LinkError } from './link-error.js';

const compress = promisify(gzip);

export const FRAMES_PATH = '/sync/v1/frames';

/** Header that carries the node's own certificate chain, when the parent asked for it. */
export const CERTIFICATE_HEADER = 'silian-certificate';

/** A frame that is not answered in this time is sent again; both ends are idempotent. */
const ANSWER_TIMEOUT_MS = 30_000;

/** An answer names at most 256 logs and 1,000 entries: more than this is none. */
const ANSWER_BYTES_MAX = 2 * 1024 * 1024;

/** At a shutdown, the frame that is on its way has this long to be answered; it may be sent again without harm. */
const STOP_MS_MAX = 2_000;

/** Smaller bodies grow when they are compressed. */
const COMPRESS_BYTES_MIN = 512;

/** Fast compression: the link is rarely slower than the processor. */
const COMPRESSION_LEVEL = 1;

/** Attempts that mend what the parent complained about: certificate, then clock. */
const CORRECTIONS_MAX = 2;

/** What an error answer is looked at for. Texts that are no names are left out: they end in the link's state. */
interface Complaint {
  readonly code?: string;
  readonly rule?: string;
}

/** Speaks to the parent over HTTP. Everything that goes wrong becomes a LinkError with a code. */
@Injectable()
export class ParentClient {
  /** How far the parent's clock is ahead of ours, learned from its answers. */
  private clockOffsetMs = 0;
  private certificateWanted = false;
  private request: AbortController | undefined;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Gives up the request that is on its way, if it is not answered soon. */
  stop(): void {
    const { request } = this;
    if (request) setTimeout(() => request.abort(), STOP_MS_MAX).unref();
  }

  /** Sends a frame; gives what the parent says of each log, and the bytes on the wire. */
  async sendFrame(frame: string): Promise<{ answer: LogAnswer[]; bytes: number }> {
    const raw = Buffer.from(frame);
    const zip = this.config.uplinkCompression === 'gzip' && raw.length >= COMPRESS_BYTES_MIN;
    const body = zip ? await compress(raw, { level: COMPRESSION_LEVEL }) : raw;
    for (let corrections = 0; ; corrections++) {
      const { response, json } = await this.post(body, zip);
      if (response.ok) {
        this.certificateWanted = false;
        return { answer: readAnswer(json), bytes: body.length };
      }
      const complaint = readComplaint(json);
      if (corrections < CORRECTIONS_MAX && this.mend(response, complaint)) continue;
      const { code = `http_${response.status}`, rule } = complaint;
      throw new LinkError(rule === undefined ? code : `${code}:${rule}`, retryAfterMs(response));
    }
  }

  private async post(body: Uint8Array, zip: boolean): Promise<{ response: Response; json: unknown }> {
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
    const request = new AbortController();
    const overdue = setTimeout(() => request.abort(new LinkError('parent_timeout')), ANSWER_TIMEOUT_MS);
    this.request = request;
    try {
      const response = await fetch(`${this.config.parentUrl}${FRAMES_PATH}`, {
        method: 'POST',
        headers,
        body,
        // A parent that moved tells its operator; records are not carried to wherever somebody points.
        redirect: 'manual',
        signal: request.signal,
      });
      return { response, json: parseJson(await readText(response)) };
    } catch (error) {
      throw error instanceof LinkError
        ? error
        : new LinkError(networkCode(error), undefined, { cause: error });
    } finally {
      clearTimeout(overdue);
      this.request = undefined;
    }
  }

  /** Mends what the parent named; false where there is nothing to mend. */
  private mend(response: Response, { code, rule }: Complaint): boolean {
    if (code !== 'link_token_invalid') return false;
    if (rule === 'certificate') {
      this.certificateWanted = true;
      return true;
    }
    const parentTime = Date.parse(response.headers.get('date') ?? '');
    if (rule !== 'clock' || Number.isNaN(parentTime)) return false;
    this.clockOffsetMs = parentTime - this.clock.now().getTime();
    return true;
  }
}

/** Reads no more than an answer can be. */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new LinkError('answer_unreadable:size');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Undefined where it is no JSON: what stands between two nodes answers with pages of its own. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const NAME = /^[a-z][a-z0-9_]{0,63}$/;

function readComplaint(json: unknown): Complaint {
  const { code, params } = (json ?? {}) as { code?: unknown; params?: { rule?: unknown } | null };
  const rule = params?.rule;
  return {
    ...(typeof code === 'string' && NAME.test(code) ? { code } : {}),
    ...(typeof rule === 'string' && NAME.test(rule) ? { rule } : {}),
  };
}

function networkCode(error: unknown): string {
  const cause = (error as { cause?: { code?: unknown } }).cause?.code;
  return typeof cause === 'string' ? `parent_${cause.toLowerCase()}` : 'parent_unreachable';
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}
