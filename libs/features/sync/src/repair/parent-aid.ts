import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { logKey, REPAIR_LOGS_MAX } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Database, damageWithin, type DamageRow } from '#platform/storage';
import { Heartbeats, LinkError, ParentLink } from '#features/nodes';
import { Unreadable } from '../receipts/receipt-reading.js';
import { pinpoint, type ChainsAt } from './descending.js';
import { Mender, type Mended } from './mender.js';
import {
  logOf,
  parcelText,
  readParcel,
  readRangeAnswer,
  readWish,
  readWishes,
  wishText,
  type Wish,
} from './repair-wire.js';
import { readStoredChains, readStoredParcel } from './stored-parcel.js';

const PART = 'repairs';
const RANGES_PATH = '/sync/v1/ranges';
const REPAIRS_PATH = '/sync/v1/repairs';

/** Parcels that are brought for one log without a rest: the heartbeat must not wait for a log that was lost as a whole. */
const PARCELS_MAX = 20;

/** A wish that could not be fulfilled is looked at again after so long. */
const UNHELPED_PAUSE_MS = 15_000;

/**
 * What a node and its parent do for each other's damaged logs. All connections are opened by the child: it asks for what
 * it has lost itself, and brings what its parent says with the answer to a heartbeat that it has lost.
 */
@Injectable()
export class ParentAid implements OnModuleInit {
  private readonly logger = new Logger('Repair');
  private readonly unhelpedUntilMs = new Map<string, number>();

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(Mender) private readonly mender: Mender,
  ) {}

  onModuleInit(): void {
    this.heartbeats.answers(PART, async ({ unit }) => {
      const damaged = await damageWithin(this.database.sql, unit, REPAIR_LOGS_MAX);
      return { logs: damaged.map(wishText) };
    });
    if (!this.config.profile.parent) return;
    this.heartbeats.asks(PART, { ask: () => Promise.resolve(null), take: (answer) => this.help(answer) });
  }

  /** Asks the parent for what is damaged here, and takes what holds; gives what is still damaged. */
  async ask(damage: DamageRow): Promise<Mended> {
    const { sql } = this.database;
    const own: ChainsAt = (at) => readStoredChains(sql, damage, at);
    const spans = await pinpoint(damage.spans, own, this.theirs(damage));
    const answer = await this.parent.callJson(REPAIRS_PATH, wishText({ ...damage, spans }));
    const { head, entries } = readable(() => readParcel(answer));
    return this.mender.mend(damage.originId, [], {
      source: this.parentUnit,
      entries: new Map(entries.map((entry) => [entry.seq, entry])),
      head: head ?? undefined,
      // A log from below is whole there, with the texts that the parent never had.
      lossless: true,
    });
  }

  /** Brings the parent what it has lost. */
  private async help(answer: unknown): Promise<void> {
    const now = performance.now();
    for (const [log, untilMs] of this.unhelpedUntilMs) if (untilMs < now) this.unhelpedUntilMs.delete(log);
    for (const wish of readable(() => readWishes(answer))) {
      if (this.unhelpedUntilMs.has(logKey(wish))) continue;
      if (!(await this.bring(wish))) this.unhelpedUntilMs.set(logKey(wish), now + UNHELPED_PAUSE_MS);
    }
  }

  /** False where the parent could not use what this node has. */
  private async bring(wish: Wish): Promise<boolean> {
    const { sql } = this.database;
    const own: ChainsAt = (at) => readStoredChains(sql, wish, at);
    let { spans } = wish;
    for (let parcels = 0; parcels < PARCELS_MAX && spans.length > 0; parcels++) {
      const found = await pinpoint(spans, own, this.theirs(wish));
      const parcel = await readStoredParcel(sql, wish, found, this.parent.place.level);
      const answer = await this.parent.callJson(REPAIRS_PATH, parcelText(parcel));
      const before = JSON.stringify(spans);
      ({ spans } = readable(() => readWish(answer)));
      this.logger.log({
        msg: 'brought the parent what it had lost',
        log: logKey(wish),
        entries: parcel.entries.length,
      });
      if (spans.length > 0 && JSON.stringify(spans) === before) return false;
    }
    return true;
  }

  private theirs(log: Wish | DamageRow): ChainsAt {
    return async (at) => {
      const answer = await this.parent.callJson(RANGES_PATH, { ...logOf(log), at });
      return readable(() => readRangeAnswer(answer));
    };
  }

  private get parentUnit(): string {
    return this.parent.unit ?? '';
  }
}

function readable<T>(reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    throw error instanceof Unreadable ? new LinkError(`answer_unreadable:${error.message}`) : error;
  }
}
