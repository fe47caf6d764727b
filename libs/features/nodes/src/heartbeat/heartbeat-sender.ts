import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { PROTOCOL_VERSION } from '#core/protocol';
import { Clock, NODE_CONFIG, PRODUCT_VERSION, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import { LinkError } from '../link/link-error.js';
import { ParentLink } from '../link/parent-link.js';
import { Heartbeats } from './heartbeats.js';

const HEARTBEAT = 'heartbeat';
const HEARTBEAT_PATH = '/sync/v1/heartbeat';

/** A heartbeat that takes longer than this is worth less than the next one. */
const TIMEOUT_MS = 20_000;

/** Tells the parent regularly that this node is there, and lets the parts of the node compare themselves with it. */
@Injectable()
export class HeartbeatSender implements OnModuleInit {
  private readonly logger = new Logger('Heartbeat');
  private silent = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
  ) {}

  onModuleInit(): void {
    if (this.config.profile.parent && this.config.roles.has('worker')) {
      this.queues.handle(HEARTBEAT, () => this.beat());
    }
  }

  /** A parent that is away is the uplink's to report; the next heartbeat comes by itself. */
  private async beat(): Promise<void> {
    const at = this.clock.now().toISOString();
    const parts = await this.heartbeats.questions();
    const url = this.config.publicUrl;
    const body = { version: PRODUCT_VERSION, protocol: PROTOCOL_VERSION, at, ...(url ? { url } : {}), parts };
    try {
      const answer = await this.parent.callJson(HEARTBEAT_PATH, body, { timeoutMs: TIMEOUT_MS });
      this.silent = false;
      await this.heartbeats.take(partsOf(answer));
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      if (!this.silent) this.logger.warn({ msg: 'heartbeat not answered', code: error.code });
      this.silent = true;
    }
  }
}

function partsOf(answer: unknown): Readonly<Record<string, unknown>> {
  const { parts } = (answer ?? {}) as { parts?: unknown };
  if (typeof parts !== 'object' || parts === null) throw new LinkError('answer_unreadable:parts');
  return parts as Readonly<Record<string, unknown>>;
}
