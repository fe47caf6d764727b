import { Inject, Injectable } from '@nestjs/common';
import { isLevel, unitLevel, type Level } from '#core/kernel';
import { LINK_MEDIA_TYPE } from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, signLinkToken, type NodeIdentity } from '#platform/identity';
import { LinkError, ParentSilent } from './link-error.js';

/** Header that carries the node's own certificate chain, when the parent asked for it. */
const CERTIFICATE_HEADER = 'silian-certificate';

/** An answer that takes longer is given up, unless the request says otherwise; both ends are idempotent. */
const ANSWER_TIMEOUT_MS = 30_000;

/** The largest answer is a frame with its heads: more than this is none. */
const ANSWER_BYTES_MAX = 2 * 1024 * 1024;

/** At a shutdown, a request that is on its way has this long to be answered; it may be sent again without harm. */
const STOP_MS_MAX = 2_000;

/** Attempts that mend what the parent complained about: certificate, then clock. */
const CORRECTIONS_MAX = 2;

/** One request to the parent. The token binds method, path (with its query) and body. */
export interface LinkCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** The parent holds the question until there is something to say: given up at once where the node stops. */
  readonly isHeld?: boolean;
  /** Another node than the parent: one that may become it. */
  readonly baseUrl?: string;
}

export interface ParentPlace {
  readonly url: string;
  readonly level: Level;
}

export interface LinkAnswer {
  readonly body: Buffer;
  readonly headers: Headers;
}

/** What an error answer is looked at for. Texts that are no names are left out: they end in the link's state. */
interface Complaint {
  readonly code?: string;
  readonly rule?: string;
}

const NO_BODY = new Uint8Array();

/** Speaks to the parent over HTTP. Everything that goes wrong becomes a LinkError with a code. */
@Injectable()
export class ParentLink {
  /** How far the parent's clock is ahead of ours, learned from its answers. */
  private clockOffsetMs = 0;
  private certificateWanted = false;
  private moved: { readonly unit: string; readonly to: string } | undefined;
  private readonly underWay = new Map<AbortController, { readonly isHeld: boolean }>();

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Gives up what the parent holds, and the other requests that are on their way if they are not answered soon. */
  stop(): void {
    for (const [request, { isHeld }] of this.underWay) {
      if (isHeld) request.abort();
      else setTimeout(() => request.abort(), STOP_MS_MAX).unref();
    }
  }

  /** Where the parent is now. */
  get url(): string | undefined {
    return this.moved?.to ?? this.config.parentUrl;
  }

  /** The unit of the parent, as far as this node knows: for what people read. */
  get unit(): string | undefined {
    const issuer = this.identity.chain[1];
    const claimed = issuer && (JSON.parse(issuer.claims) as { unit?: unknown }).unit;
    return this.moved?.unit ?? (typeof claimed === 'string' ? claimed : undefined);
  }

  /** From now on, this is where the parent is. */
  moveTo(moved: { readonly unit: string; readonly to: string }): void {
    if (moved.to !== this.url) this.clockOffsetMs = 0;
    this.moved = moved;
  }

  /**
   * Where the parent is, and what it may see: that is the business of its level, and where a tier is skipped, not the one
   * right above. A parent that this node has not moved to is the one that issued its certificate.
   */
  get place(): ParentPlace {
    const issuer = this.identity.chain[1];
    const claimed = issuer && (JSON.parse(issuer.claims) as { level?: unknown }).level;
    const issued = isLevel(claimed) ? claimed : this.config.profile.parent;
    const level = (this.moved && unitLevel(this.moved.unit)) ?? issued;
    return { url: this.url ?? '', level: level ?? this.config.profile.level };
  }

  /** Sends a request until it is answered with success, mending what the parent names; throws a LinkError. */
  async call(call: LinkCall): Promise<LinkAnswer> {
    for (let corrections = 0; ; corrections++) {
      const { response, body } = await this.send(call);
      if (response.ok) {
        this.certificateWanted = false;
        return { body, headers: response.headers };
      }
      const complaint = readComplaint(parseJson(body));
      if (corrections < CORRECTIONS_MAX && this.mend(response, complaint)) continue;
      const { code = `http_${response.status}`, rule } = complaint;
      throw new LinkError(rule === undefined ? code : `${code}:${rule}`, retryAfterMs(response));
    }
  }

  /** Sends JSON and reads JSON; what comes back is not looked at. */
  async callJson(
    path: string,
    value: unknown,
    options: Pick<LinkCall, 'timeoutMs' | 'isHeld' | 'baseUrl'> = {},
  ): Promise<unknown> {
    const body = Buffer.from(JSON.stringify(value));
    const headers = { 'content-type': LINK_MEDIA_TYPE };
    const answer = parseJson((await this.call({ method: 'POST', path, body, headers, ...options })).body);
    if (answer === undefined) throw new LinkError('answer_unreadable:json');
    return answer;
  }

  private async send(call: LinkCall): Promise<{ response: Response; body: Buffer }> {
    const { method, path, body = NO_BODY, baseUrl = this.url } = call;
    const { timeoutMs = ANSWER_TIMEOUT_MS, isHeld = false } = call;
    const now = new Date(this.clock.now().getTime() + this.clockOffsetMs);
    const token = await signLinkToken(this.identity, { method, path, body }, now);
    const request = new AbortController();
    const overdue = setTimeout(() => request.abort(new ParentSilent('parent_timeout')), timeoutMs);
    this.underWay.set(request, { isHeld });
    try {
      const response = await fetch(`${baseUrl ?? ''}${path}`, {
        method,
        headers: { ...call.headers, authorization: `Bearer ${token}`, ...this.certificate() },
        ...(call.body ? { body: call.body } : {}),
        // A parent that moved tells its operator; records are not carried to wherever somebody points.
        redirect: 'manual',
        signal: request.signal,
      });
      return { response, body: await readBody(response) };
    } catch (error) {
      throw error instanceof LinkError
        ? error
        : new ParentSilent(networkCode(error), undefined, { cause: error });
    } finally {
      clearTimeout(overdue);
      this.underWay.delete(request);
    }
  }

  private certificate(): Record<string, string> {
    if (!this.certificateWanted) return {};
    return { [CERTIFICATE_HEADER]: Buffer.from(JSON.stringify(this.identity.chain)).toString('base64url') };
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
async function readBody(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new LinkError('answer_unreadable:size');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Undefined where it is no JSON: what stands between two nodes answers with pages of its own. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
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
