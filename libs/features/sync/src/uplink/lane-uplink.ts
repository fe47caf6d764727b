import { Logger } from '@nestjs/common';
import { encodeFrame, FRAME_SEGMENTS_MAX, type Lane } from '#core/protocol';
import type { JobName, Queues } from '#platform/queues';
import {
  linkPauseMs,
  postponeLink,
  putAcknowledgements,
  putReceipts,
  putVerdicts,
  readBacklog,
  recordLinkFailure,
  recordLinkSuccess,
  type Database,
} from '#platform/storage';
import { LinkError, ParentSilent, type ParentContact, type ParentPlace } from '#features/nodes';
import type { ReceiptBook } from '../receipts/receipt-book.js';
import { judgeAnswer, movedOn } from './acknowledgement.js';
import { backoffMs } from './backoff.js';
import { assembleFrame, type Portion } from './frame-assembly.js';
import type { FrameSender } from './frame-sender.js';
import { FrameSize } from './frame-size.js';
import type { Pace } from './pace.js';
import { neededCertificates, readSupplies, type Supply } from './supply.js';

/** One job's time before it hands over to the next, so that a shutdown and a lock's life stay short. */
const JOB_MS_MAX = 5_000;

/** What the lanes of one link share. */
export interface LinkParts {
  readonly database: Database;
  readonly queues: Queues;
  readonly sender: FrameSender;
  readonly book: ReceiptBook;
  readonly contact: ParentContact;
}

/**
 * Brings the parent up to date in one lane. A reconciler: it is told nothing, reads what the parent lacks, and may run
 * twice or be killed anywhere without harm, since the parent's answer is the only truth about what arrived. Each lane
 * has its own job, state and connection, so that urgent frames do not wait behind ordinary ones.
 */
export class LaneUplink {
  private readonly logger: Logger;
  private readonly frameSize = new FrameSize();
  private stopping = false;

  constructor(
    private readonly parts: LinkParts,
    private readonly job: JobName,
    private readonly lane: Lane | undefined,
    private readonly pace: Pace,
  ) {
    this.logger = new Logger(`Uplink ${job}`);
  }

  stop(): void {
    this.stopping = true;
  }

  /** Sends frames until nothing is behind, the time is up, the lane has to pause, or the parent does not answer. */
  async drain(): Promise<void> {
    const deadline = performance.now() + JOB_MS_MAX;
    try {
      while (!this.stopping && (await this.mayGo()) && (await this.sendOne())) {
        if (performance.now() < deadline) continue;
        this.parts.queues.wake(this.job);
        return;
      }
    } catch (error) {
      if (this.stopping) return;
      await this.backOff(error);
    }
  }

  /** False where the lane has to wait: for its window, its share of the line, or after a failure. */
  private async mayGo(): Promise<boolean> {
    if (!this.pace.isOpen()) return false;
    const pauseMs = await linkPauseMs(this.parts.database.sql, this.job);
    if (pauseMs === 0) return true;
    setTimeout(() => this.parts.queues.wake(this.job), pauseMs).unref();
    return false;
  }

  /** Sends one frame; false where there is nothing to send. */
  private async sendOne(): Promise<boolean> {
    const { database, sender } = this.parts;
    const backlog = await readBacklog(database.sql, this.lane, FRAME_SEGMENTS_MAX);
    if (backlog.length === 0) return false;
    const supplies = await readSupplies(database.sql, backlog);
    const parent = sender.parentPlace;
    const portions = await this.fillFrame(supplies, parent);
    const [first] = supplies;
    if (first && portions[0]?.supply !== first) return this.setAside(first);
    const frame = encodeFrame(portions.flatMap(({ segments }) => segments));
    const { answer, bytes } = await sender.send(frame, parent);
    await this.parts.contact.heard();
    this.frameSize.grow();
    const { answered, ownChain, acknowledged } = await judgeAnswer(database.sql, portions, answer);
    if (!movedOn(portions, acknowledged)) throw new LinkError('parent_does_not_move');
    const heard = await this.parts.book.fromAnswer(answered, ownChain);
    await database.transaction(async (tx) => {
      await putAcknowledgements(tx, acknowledged);
      await putVerdicts(tx, heard.verdicts);
      await putReceipts(tx, heard.receipts);
      await recordLinkSuccess(tx, this.job, { bytes, pauseMs: this.pace.pauseMs(bytes) });
    });
    for (const { origin, refusedCode } of answer) {
      if (refusedCode) this.logger.warn({ msg: 'log refused by the parent', origin, code: refusedCode });
    }
    return true;
  }

  private async fillFrame(supplies: readonly Supply[], { level }: ParentPlace): Promise<Portion[]> {
    const certificates = await neededCertificates(this.parts.database.sql, supplies);
    const bytesMax = Math.min(this.frameSize.bytesMax, this.pace.frameBytesMax);
    return assembleFrame(supplies, level, certificates, bytesMax);
  }

  /** A log that cannot be cut even where it has the frame to itself: it must not keep the others from going on. */
  private async setAside({ log }: Supply): Promise<boolean> {
    const code = 'log_without_checkpoint';
    const stays = { ...log, fromSeq: log.ackedSeq, refusedCode: code };
    await putAcknowledgements(this.parts.database.sql, [stays]);
    this.logger.error({ msg: 'log cannot be sent', origin: log.origin, code });
    return true;
  }

  private async backOff(error: unknown): Promise<void> {
    const { code, retryAfterMs } = error instanceof LinkError ? error : this.unexpected(error);
    this.frameSize.shrink();
    const silent = error instanceof ParentSilent;
    // In one: whoever looks in between would see a failure behind the attempt that is to follow it.
    const { failures, pauseMs } = await this.parts.database.transaction(async (tx) => {
      const inARow = await recordLinkFailure(tx, this.job, { code, silent });
      const pause = backoffMs(inARow, Math.random(), retryAfterMs);
      await postponeLink(tx, this.job, pause);
      return { failures: inARow, pauseMs: pause };
    });
    this.logger.warn({ msg: 'parent not reached', code, failures, pauseMs });
  }

  /** Not the link's fault, but the operator has to see it there. The message may quote values: only its place is told. */
  private unexpected(error: unknown): LinkError {
    const where = error instanceof Error ? error.stack?.split('\n').slice(1, 6).join('\n') : undefined;
    this.logger.error({ msg: 'uplink failed', code: (error as { code?: unknown } | null)?.code, where });
    return new LinkError('internal', undefined, { cause: error });
  }
}
