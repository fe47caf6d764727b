import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { encodeFrame, FRAME_SEGMENTS_MAX } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import {
  Database,
  isLinkPostponed,
  postponeLink,
  putAcknowledgements,
  readBacklog,
  recordLinkFailure,
  recordLinkSuccess,
} from '#platform/storage';
import { acknowledgements, movedOn } from './acknowledgement.js';
import { backoffMs } from './backoff.js';
import { assembleFrame, type Portion } from './frame-assembly.js';
import { FrameSize } from './frame-size.js';
import { LinkError } from './link-error.js';
import { ParentClient } from './parent-client.js';
import { neededCertificates, readSupplies, type Supply } from './supply.js';

export const UPLINK = 'uplink';

/** One job's time before it hands over to the next, so that a shutdown and a lock's life stay short. */
const JOB_MS_MAX = 5_000;

/**
 * Brings the parent up to date. A reconciler: it is told nothing, reads what the parent lacks, and may run twice or be
 * killed anywhere without harm, since the parent's answer is the only truth about what arrived.
 */
@Injectable()
export class Uplink implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Uplink');
  private readonly frameSize = new FrameSize();
  private stopping = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(ParentClient) private readonly parent: ParentClient,
  ) {}

  onModuleInit(): void {
    if (this.config.profile.parent && this.config.roles.has('worker')) {
      this.queues.handle(UPLINK, () => this.drain());
    }
  }

  /** Before the queues wait for the job in hand: it ends with the frame that is on its way. */
  onModuleDestroy(): void {
    this.stopping = true;
    this.parent.stop();
  }

  /** Sends frames until nothing is behind, the time is up, or the parent does not answer. */
  async drain(): Promise<void> {
    if (await isLinkPostponed(this.database.sql, UPLINK)) return;
    const deadline = performance.now() + JOB_MS_MAX;
    try {
      while (!this.stopping && (await this.sendOne())) {
        if (performance.now() < deadline) continue;
        this.queues.wake(UPLINK);
        return;
      }
    } catch (error) {
      if (this.stopping) return;
      await this.backOff(error);
    }
  }

  /** Sends one frame; false where there is nothing to send. */
  private async sendOne(): Promise<boolean> {
    const { sql } = this.database;
    const backlog = await readBacklog(sql, FRAME_SEGMENTS_MAX);
    if (backlog.length === 0) return false;
    const supplies = await readSupplies(sql, backlog);
    const portions = await this.fillFrame(supplies);
    const [first] = supplies;
    if (first && portions[0]?.supply !== first) return this.setAside(first);
    const frame = encodeFrame(portions.flatMap(({ segments }) => segments));
    const { answer, bytes } = await this.parent.sendFrame(frame);
    this.frameSize.grow();
    const acknowledged = await acknowledgements(sql, portions, answer);
    if (!movedOn(portions, acknowledged)) throw new LinkError('parent_does_not_move');
    await this.database.transaction(async (tx) => {
      await putAcknowledgements(tx, acknowledged);
      await recordLinkSuccess(tx, UPLINK, bytes);
    });
    for (const { origin, refusedCode } of answer) {
      if (refusedCode) this.logger.warn({ msg: 'log refused by the parent', origin, code: refusedCode });
    }
    return true;
  }

  private async fillFrame(supplies: readonly Supply[]): Promise<Portion[]> {
    const certificates = await neededCertificates(this.database.sql, supplies);
    const { parent = 'city' } = this.config.profile;
    return assembleFrame(supplies, parent, certificates, this.frameSize.bytesMax);
  }

  /** A log that cannot be cut even where it has the frame to itself: it must not keep the others from going on. */
  private async setAside({ log }: Supply): Promise<boolean> {
    const code = 'log_without_checkpoint';
    await putAcknowledgements(this.database.sql, [{ ...log, refusedCode: code }]);
    this.logger.error({ msg: 'log cannot be sent', origin: log.origin, code });
    return true;
  }

  private async backOff(error: unknown): Promise<void> {
    const { code, retryAfterMs } = error instanceof LinkError ? error : this.unexpected(error);
    this.frameSize.shrink();
    const failures = await recordLinkFailure(this.database.sql, UPLINK, code);
    const pauseMs = backoffMs(failures, Math.random(), retryAfterMs);
    await postponeLink(this.database.sql, UPLINK, pauseMs);
    this.logger.warn({ msg: 'parent not reached', code, failures, pauseMs });
  }

  /** Not the link's fault, but the operator has to see it there. The message may quote values: only its place is told. */
  private unexpected(error: unknown): LinkError {
    const where = error instanceof Error ? error.stack?.split('\n').slice(1, 6).join('\n') : undefined;
    this.logger.error({ msg: 'uplink failed', code: (error as { code?: unknown } | null)?.code, where });
    return new LinkError('internal', undefined, { cause: error });
  }
}
