import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { JOBS, Queues } from '#platform/queues';
import { closeDamage, Database, openDamage, postponeDamage, type DamageRow } from '#platform/storage';
import { Attestation, Recount } from '#features/ledger';
import { LinkError, ParentSilent } from '#features/nodes';
import { walkGaps } from './gap-walk.js';
import { walkHashes } from './hash-walk.js';
import { Mender, type Mended } from './mender.js';
import { ParentAid } from './parent-aid.js';

/** Damaged logs that one run looks after; the others follow in the next one. */
const LOGS_AT_ONCE = 20;

/** Parcels of one log that are asked for without a rest. */
const PARCELS_MAX = 20;

/** After a vain attempt another node is asked again so much later, twice as late each time. */
const RETRY_MS_MIN = 5_000;
const RETRY_MS_MAX = 300_000;

/**
 * Walks through all stored logs again and again, a part at a time, and mends what it finds. A reconciler: its place is in
 * the database, and it may be killed anywhere. Missing rows are found by counting, altered ones by hashing.
 */
@Injectable()
export class Audit implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Audit');
  private restUntilMs = 0;
  private stopping = false;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Recount) private readonly recount: Recount,
    @Inject(Mender) private readonly mender: Mender,
    @Inject(ParentAid) private readonly aid: ParentAid,
  ) {}

  onModuleInit(): void {
    if (this.config.roles.has('worker')) this.queues.handle('audit', () => this.run());
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }

  private async run(): Promise<void> {
    await walkGaps(this.database.sql);
    await this.hash();
    for (const damage of await openDamage(this.database.sql, LOGS_AT_ONCE)) {
      if (this.stopping) return;
      if (damage.due) await this.heal(damage);
    }
  }

  /** As much as its share of the time is worth, at least one step. */
  private async hash(): Promise<void> {
    const { auditRowsPerSecond: rate } = this.config;
    const nowMs = performance.now();
    if (rate === 0 || this.restUntilMs > nowMs) return;
    this.restUntilMs = nowMs;
    const attestation = await Attestation.open(this.database.sql, this.identity.trustRoot);
    while (!this.stopping && this.restUntilMs < nowMs + JOBS.audit.everyMs) {
      const step = await walkHashes(this.database.sql, attestation);
      if (!step) return;
      this.restUntilMs += (1_000 * step.rows) / rate;
      if (step.suspected.length > 0) await this.mender.mend(step.originId, step.suspected);
    }
  }

  /** Mends what can be mended from what is here, then asks the parent; a log that is whole again is counted again. */
  private async heal(damage: DamageRow): Promise<void> {
    const { originId, origin } = damage;
    let { rows, spans } = await this.mender.mend(originId);
    let heard = true;
    if (spans.length > 0 && this.config.profile.parent) {
      ({ rows, spans, heard } = await this.askParent({ ...damage, spans }));
    }
    if (spans.length > 0) {
      // A parent that is away has not said that it cannot help: it is asked again as soon as before.
      const pauseMs = heard ? Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** damage.attempts) : RETRY_MS_MIN;
      return postponeDamage(this.database.sql, originId, { pauseMs, vain: heard });
    }
    if (rows > 0) return this.queues.wake('audit');
    await this.recount.mend(origin);
    await closeDamage(this.database.sql, originId);
    this.queues.wake('uplink');
    this.queues.wake('urgent');
    this.logger.log({ msg: 'log found whole', origin });
  }

  private async askParent(damage: DamageRow): Promise<Mended & { readonly heard: boolean }> {
    let mended: Mended = { rows: 0, spans: damage.spans };
    let heard = true;
    try {
      for (let parcels = 0; parcels < PARCELS_MAX && mended.spans.length > 0; parcels++) {
        const before = JSON.stringify(mended.spans);
        mended = await this.aid.ask({ ...damage, spans: mended.spans });
        if (JSON.stringify(mended.spans) === before) break;
      }
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      heard = !(error instanceof ParentSilent);
      this.logger.warn({
        msg: 'the parent was not asked for damaged entries',
        origin: damage.origin,
        code: error.code,
      });
    }
    return { ...mended, heard };
  }
}
