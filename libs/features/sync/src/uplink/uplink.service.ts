import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { encodeFrame, FRAME_SEGMENTS_MAX, type FrameAnswer, type Segment } from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import {
  Database,
  findCertificates,
  isLinkPostponed,
  postponeLink,
  putAcknowledgements,
  readBacklog,
  recordLinkFailure,
  recordLinkSuccess,
  type Acknowledgement,
  type BacklogRow,
} from '#platform/storage';
import { backoffMs } from './backoff.js';
import { assembleFrame } from './frame-assembly.js';
import { LinkError } from './link-error.js';
import { ParentClient } from './parent-client.js';
import { readSupplies } from './supply.js';

export const UPLINK = 'uplink';

/** One job's time before it hands over to the next, so that a shutdown and a lock's life stay short. */
const JOB_MS_MAX = 5_000;

/** Refusals that say where to go on, and are no fault of the log's content. */
const MENDABLE = new Set(['frame_gap', 'certificate_needed']);

/**
 * Brings the parent up to date. A reconciler: it is told nothing, reads what the parent lacks, and may run twice or be
 * killed anywhere without harm, since the parent's answer is the only truth about what arrived.
 */
@Injectable()
export class Uplink implements OnModuleInit {
  private readonly logger = new Logger('Uplink');

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(ParentClient) private readonly parent: ParentClient,
  ) {}

  onModuleInit(): void {
    if (this.config.profile.parent && this.config.roles.has('worker')) {
      this.queues.handle(UPLINK, () => this.drain());
    }
  }

  /** Sends frames until nothing is behind, the time is up, or the parent does not answer. */
  async drain(): Promise<void> {
    if (await isLinkPostponed(this.database.sql, UPLINK)) return;
    const deadline = this.clock.now().getTime() + JOB_MS_MAX;
    try {
      while (await this.sendOne()) {
        if (this.clock.now().getTime() < deadline) continue;
        this.queues.wake(UPLINK);
        return;
      }
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      await this.backOff(error);
    }
  }

  /** Sends one frame; false where there is nothing to send. */
  private async sendOne(): Promise<boolean> {
    const { sql } = this.database;
    const backlog = await readBacklog(sql, FRAME_SEGMENTS_MAX);
    if (backlog.length === 0) return false;
    const segments = await this.cutFrame(backlog);
    if (segments.length === 0) throw new LinkError('log_without_checkpoint');
    const { answer, bytes } = await this.parent.sendFrame(encodeFrame(segments));
    const acknowledged = acknowledgements(backlog, answer);
    await this.database.transaction(async (tx) => {
      await putAcknowledgements(tx, acknowledged);
      await recordLinkSuccess(tx, UPLINK, bytes);
    });
    for (const refusal of answer.refused) {
      this.logger.warn({ msg: 'log refused by the parent', origin: refusal.origin, code: refusal.code });
    }
    if (!movedOn(backlog, acknowledged)) throw new LinkError('parent_does_not_move');
    return true;
  }

  private async cutFrame(backlog: readonly BacklogRow[]): Promise<Segment[]> {
    const { sql } = this.database;
    const supplies = await readSupplies(sql, backlog);
    const unknown = new Set<string>();
    for (const { log, entries } of supplies) {
      for (const { signer } of entries)
        if (signer !== null && signer !== log.knownSigner) unknown.add(signer);
    }
    const certificates = unknown.size === 0 ? new Map() : await findCertificates(sql, [...unknown]);
    return assembleFrame(supplies, this.config.profile.parent ?? 'city', certificates);
  }

  private async backOff(error: LinkError): Promise<void> {
    const failures = await recordLinkFailure(this.database.sql, UPLINK, error.code);
    const pauseMs = backoffMs(failures, Math.random(), error.retryAfterMs);
    await postponeLink(this.database.sql, UPLINK, pauseMs);
    this.logger.warn({ msg: 'parent not reached', code: error.code, failures, pauseMs });
  }
}

/** What the parent's answer means for each log: its head is the truth, also where it went back. */
function acknowledgements(backlog: readonly BacklogRow[], answer: FrameAnswer): Acknowledgement[] {
  const logs = new Map(backlog.map((log) => [`${log.origin}/${log.epoch}`, log]));
  const refusals = new Map(
    answer.refused.map((refusal) => [`${refusal.origin}/${refusal.epoch}`, refusal.code]),
  );
  return answer.heads.flatMap((head) => {
    const key = `${head.origin}/${head.epoch}`;
    const log = logs.get(key);
    if (!log) return [];
    const code = refusals.get(key);
    return {
      originId: log.originId,
      ackedSeq: Math.min(head.seq, log.headSeq),
      knownSigner: code === 'certificate_needed' ? null : head.signer,
      refusedCode: code === undefined || MENDABLE.has(code) ? null : code,
    };
  });
}

/** False where the answer changed nothing: sending the same again at once would spin. */
function movedOn(backlog: readonly BacklogRow[], acknowledged: readonly Acknowledgement[]): boolean {
  const logs = new Map(backlog.map((log) => [log.originId, log]));
  return acknowledged.some((row) => {
    const log = logs.get(row.originId);
    return row.refusedCode !== null || row.ackedSeq !== log?.ackedSeq || row.knownSigner !== log.knownSigner;
  });
}
