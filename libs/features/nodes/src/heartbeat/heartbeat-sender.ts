import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { PROTOCOL_VERSION } from '#core/protocol';
import { Clock, NODE_CONFIG, PRODUCT_VERSION, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import { LinkError, ParentSilent } from '../link/link-error.js';
import { ParentContact } from '../link/parent-contact.js';
import { ParentLink } from '../link/parent-link.js';
import { Heartbeats } from './heartbeats.js';

const HEARTBEAT = 'heartbeat';
const HEARTBEAT_PATH = '/sync/v1/heartbeat';

/** A heartbeat that takes longer than this is worth less than the next one. */
const TIMEOUT_MS = 20_000;

/** Where nobody answers, the next heartbeat follows after so long: that is how late a parent's return is seen. */
const SILENT_MS_MIN = 500;
const SILENT_MS_MAX = 1_000;

/** On a line that swallows everything, a heartbeat that was sent before the return must not keep the next one back. */
const SILENT_TIMEOUT_MS = 3_000;

/** One in so many heartbeats gets its full time all the same: the line may be there, and slow. */
const PATIENT_EVERY = 5;

/** Tells the parent regularly that this node is there, and lets the parts of the node compare themselves with it. */
@Injectable()
export class HeartbeatSender implements OnModuleInit {
  private readonly logger = new Logger('Heartbeat');
  private silent = false;
  /** Heartbeats in a row to which nobody answered. */
  private unanswered = 0;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
    @Inject(ParentContact) private readonly contact: ParentContact,
  ) {}

  onModuleInit(): void {
    if (this.config.profile.parent && this.config.roles.has('worker')) {
      this.queues.handle(HEARTBEAT, () => this.beat());
    }
  }

  /** A parent that is away is the uplink's to report, and asked again soon: so its return is seen. */
  private async beat(): Promise<void> {
    const at = this.clock.now().toISOString();
    const parts = await this.heartbeats.questions();
    const url = this.config.publicUrl;
    const body = { version: PRODUCT_VERSION, protocol: PROTOCOL_VERSION, at, ...(url ? { url } : {}), parts };
    try {
      const answer = await this.parent.callJson(HEARTBEAT_PATH, body, { timeoutMs: this.timeoutMs });
      this.silent = false;
      this.unanswered = 0;
      await this.contact.heard();
      await this.heartbeats.take(partsOf(answer));
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      this.unanswered = error instanceof ParentSilent ? this.unanswered + 1 : 0;
      if (this.unanswered > 0) setTimeout(() => this.queues.wake(HEARTBEAT), silentMs()).unref();
      if (!this.silent) this.logger.warn({ msg: 'heartbeat not answered', code: error.code });
      this.silent = true;
    }
  }

  private get timeoutMs(): number {
    return this.unanswered % PATIENT_EVERY === 0 ? TIMEOUT_MS : SILENT_TIMEOUT_MS;
  }
}

/** Spread out: the children of one parent must not come all at once. */
function silentMs(): number {
  return SILENT_MS_MIN + Math.random() * (SILENT_MS_MAX - SILENT_MS_MIN);
}

function partsOf(answer: unknown): Readonly<Record<string, unknown>> {
  const { parts } = (answer ?? {}) as { parts?: unknown };
  if (typeof parts !== 'object' || parts === null) throw new LinkError('answer_unreadable:parts');
  return parts as Readonly<Record<string, unknown>>;
}
