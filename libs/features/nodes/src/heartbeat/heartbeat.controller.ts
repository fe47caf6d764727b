import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { PROTOCOL_VERSION, type VerifiedSigner } from '#core/protocol';
import { Clock, PRODUCT_VERSION } from '#platform/config';
import { OpenRoute } from '#platform/identity';
import { Database, recordHeartbeat } from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '../link/link-authenticator.js';
import { Heartbeats } from './heartbeats.js';

/** What a node says of itself with every heartbeat. */
interface HeartbeatBody {
  readonly version: string;
  readonly protocol: number;
  /** The child's clock, RFC 3339. */
  readonly at: string;
  /** Where it can be reached, where it knows. */
  readonly url?: string;
  readonly parts: Readonly<Record<string, unknown>>;
}

/** Longer texts are no version. */
const VERSION_LENGTH_MAX = 40;

/** Longer texts are no address. */
const URL_LENGTH_MAX = 200;

/** Node to node: the child says that it is there, and each part of the two nodes compares what it wants to compare. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/heartbeat')
export class HeartbeatController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
  ) {}

  @Post()
  @HttpCode(200)
  async receive(@Req() request: LinkRequest) {
    const { sender, value } = await this.authenticator.open(request);
    const body = readBody(value);
    await this.remember(sender, body);
    const parts = await this.heartbeats.answer(sender, body.parts);
    return {
      version: PRODUCT_VERSION,
      protocol: PROTOCOL_VERSION,
      at: this.clock.now().toISOString(),
      parts,
    };
  }

  private remember({ unit, level, fingerprint }: VerifiedSigner, body: HeartbeatBody): Promise<void> {
    const { version, protocol, at, url = null } = body;
    const clockSkewMs = Date.parse(at) - this.clock.now().getTime();
    const beat = { unit, level, fingerprint, version, protocol, clockSkewMs, url };
    return recordHeartbeat(this.database.sql, beat);
  }
}

function readBody(value: unknown): HeartbeatBody {
  const { version, protocol, at, url, parts } = (value ?? {}) as Partial<
    Record<keyof HeartbeatBody, unknown>
  >;
  const sound =
    typeof version === 'string' &&
    version.length <= VERSION_LENGTH_MAX &&
    Number.isSafeInteger(protocol) &&
    typeof at === 'string' &&
    !Number.isNaN(Date.parse(at)) &&
    (url === undefined || isAddress(url)) &&
    typeof parts === 'object' &&
    parts !== null;
  if (!sound) throw new SilianError('body_invalid');
  return value as HeartbeatBody;
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && value.length <= URL_LENGTH_MAX && /^https?:\/\/[!-~]+$/.test(value);
}
