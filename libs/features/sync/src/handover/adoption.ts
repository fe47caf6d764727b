import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { FRAME_MEDIA_TYPE } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import {
  closeOwnLogs,
  Database,
  HOSTED_ABOVE,
  readLinkState,
  returnedLogs,
  RETURNING,
  type ReturnedLog,
} from '#platform/storage';
import { LinkError, ParentLink } from '#features/nodes';
import { FramePacker } from '../bundle/frame-packer.js';
import { TailRecovery } from '../recovery/tail-recovery.js';
import { WHOLE } from '../uplink/frame-assembly.js';
import { Uplink } from '../uplink/uplink.service.js';

const compress = promisify(gzip);

/** What the parent lacks has to get there within this time; else the link is mended first, and the command repeated. */
const DRAIN_MS_MAX = 10 * 60_000;

/** How often it is looked whether the link may be used again, after a failure or outside its hours. */
const LOOK_MS = 500;

const TAKE_BACKS_PATH = '/sync/v1/take-backs';

export interface AdoptionOutcome {
  readonly unit: string;
  readonly logs: number;
  readonly entries: number;
}

/**
 * The part of a unit's own machine when it takes over the logs of its unit from their host, or gives them back. Every
 * step may be repeated: whoever was interrupted runs the same command again.
 */
@Injectable()
export class Adoption {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(TailRecovery) private readonly tails: TailRecovery,
    @Inject(Uplink) private readonly uplink: Uplink,
  ) {}

  /** While the host goes on, most of it is fetched; then the host stops, and the rest is. */
  async adopt(): Promise<AdoptionOutcome> {
    await this.tails.look({ adopting: true });
    await this.fetchAll();
    await this.parent.callJson('/sync/v1/hand-overs', {});
    await this.tails.look();
    await this.fetchAll();
    return this.outcome(await returnedLogs(this.database.sql, this.config.unit, true));
  }

  /** Nothing more is written here from the second step on; the host writes from the last one on. */
  async giveBack(): Promise<AdoptionOutcome> {
    const { unit } = this.config;
    const { sql } = this.database;
    await this.askForConsent();
    await closeOwnLogs(sql, unit, null, RETURNING);
    await this.drain();
    const logs = await returnedLogs(sql, unit, true);
    await this.sendWhole(logs);
    const heads = logs.map(({ originId: _, ...head }) => head);
    await this.parent.callJson(TAKE_BACKS_PATH, { heads });
    await closeOwnLogs(sql, unit, RETURNING, HOSTED_ABOVE);
    return this.outcome(logs);
  }

  /**
   * A run whose last answer was lost does not know that all is done; the host refuses whatever a key that it has taken out
   * of service asks. What was about to be returned is returned, as far as this machine is concerned.
   */
  private async askForConsent(): Promise<void> {
    try {
      await this.parent.callJson(TAKE_BACKS_PATH, {});
    } catch (error) {
      if (error instanceof LinkError && error.code === 'node_revoked') {
        await closeOwnLogs(this.database.sql, this.config.unit, RETURNING, HOSTED_ABOVE);
      }
      throw error;
    }
  }

  private async fetchAll(): Promise<void> {
    const stuck = new Set<string>();
    while (await this.tails.fetchOne(stuck));
    if (stuck.size > 0) throw new LinkError('log_damaged');
  }

  private async drain(): Promise<void> {
    const deadline = performance.now() + DRAIN_MS_MAX;
    for (;;) {
      await this.uplink.drain();
      const { backlog, failureCode, refused } = await readLinkState(this.database.sql, 'uplink');
      if (backlog === 0) return;
      const stopped = refused.find(({ code }) => code !== RETURNING);
      if (stopped) throw new LinkError(stopped.code);
      if (performance.now() > deadline) throw new LinkError(failureCode ?? 'parent_does_not_move');
      await sleep(LOOK_MS);
    }
  }

  private async sendWhole(logs: readonly ReturnedLog[]): Promise<void> {
    const supplies = logs.map((log) => ({ ...log, ackedSeq: 0, headSeq: log.seq, knownSigner: null }));
    const packer = new FramePacker(this.database.sql, supplies, WHOLE);
    for (;;) {
      const frame = await packer.next();
      if (!frame) break;
      await this.parent.call({
        method: 'POST',
        path: '/sync/v1/take-backs/sections',
        body: await compress(Buffer.from(frame.text)),
        headers: { 'content-type': FRAME_MEDIA_TYPE, 'content-encoding': 'gzip' },
      });
      packer.advance(frame);
    }
    if (packer.stuck.length > 0) throw new LinkError('log_without_checkpoint');
  }

  private outcome(logs: readonly ReturnedLog[]): AdoptionOutcome {
    const entries = logs.reduce((sum, log) => sum + log.seq, 0);
    return { unit: this.config.unit, logs: logs.length, entries };
  }
}
