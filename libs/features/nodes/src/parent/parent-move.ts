import { randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { isWithin, unitLevel } from '#core/kernel';
import { isParentProof } from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Database, moveParent, readOwnTrust, tellParent, type NodeAddress } from '#platform/storage';
import { Heartbeats } from '../heartbeat/heartbeats.js';
import { LinkError } from '../link/link-error.js';
import { ParentLink } from '../link/parent-link.js';
import { NodeRegistry } from '../registry/node-registry.js';

const PART = 'parent';
const PROOF_PATH = '/sync/v1/parent';
const NONCE_BYTES = 32;

/** A new parent that does not answer soon must not keep the heartbeat from going on. */
const PROOF_TIMEOUT_MS = 5_000;

/** A replica follows this late at the latest; until then the old parent still takes what it sends. */
const LOOK_EVERY_MS = 2_000;

/** Follows the tree: where a node begins between this one and its parent, this one is told so and moves there. */
@Injectable()
export class ParentMove implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('ParentMove');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(NodeRegistry) private readonly registry: NodeRegistry,
  ) {}

  async onModuleInit(): Promise<void> {
    this.heartbeats.answers(PART, ({ unit }) => {
      const above = this.registry.nearestAbove(unit);
      return Promise.resolve(above ? { unit: above.unit, url: above.url } : null);
    });
    if (!this.config.profile.parent) return;
    this.heartbeats.asks(PART, { ask: () => Promise.resolve({}), take: (answer) => this.take(answer) });
    await this.follow();
    this.timer = setInterval(() => void this.follow().catch(() => undefined), LOOK_EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** A move is kept in the database, until the configuration names another parent than the one that was left. */
  private async follow(): Promise<void> {
    const { parentMoved } = await readOwnTrust(this.database.sql);
    if (parentMoved && parentMoved.from === this.config.parentUrl) this.parent.moveTo(parentMoved);
  }

  private async take(answer: unknown): Promise<void> {
    const { parentTold } = await readOwnTrust(this.database.sql);
    const told = this.readAddress(answer);
    if (told?.unit !== parentTold?.unit || told?.url !== parentTold?.url) {
      await tellParent(this.database.sql, told ?? null);
      if (told) this.logger.warn({ msg: 'the parent names another one', parent: told.unit });
    }
    if (told?.url && (await this.isAccepted(told.unit, told.url))) await this.moveTo(told.unit, told.url);
  }

  /** Asks the new parent itself: it proves who it is, and takes this node's token or does not. */
  private async isAccepted(parent: string, url: string): Promise<boolean> {
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    const { fingerprint: childFingerprint, unit, trustRoot } = this.identity;
    try {
      const answer = await this.parent.callJson(
        PROOF_PATH,
        { nonce },
        { baseUrl: url, timeoutMs: PROOF_TIMEOUT_MS },
      );
      const question = { unit, parent, childFingerprint, nonce };
      if (isParentProof(answer, question, trustRoot, this.clock.now())) return true;
      this.logger.error({ msg: 'the new parent is not who it should be', parent });
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      this.logger.warn({ msg: 'the new parent does not take this node', parent, code: error.code });
    }
    return false;
  }

  private async moveTo(parent: string, to: string): Promise<void> {
    const from = this.config.parentUrl;
    if (from === undefined) return;
    const moved = { unit: parent, from, to };
    await this.database.transaction((tx) => moveParent(tx, moved));
    this.parent.moveTo(moved);
    this.logger.warn({ msg: 'moved to another parent', parent });
  }

  /** Undefined where the parent names nobody, or somebody who cannot be the parent. */
  private readAddress(answer: unknown): NodeAddress | undefined {
    const { unit, url } = (answer ?? {}) as { unit?: unknown; url?: unknown };
    const own = this.config.unit;
    if (typeof unit !== 'string' || !unitLevel(unit) || unit === own || !isWithin(own, unit))
      return undefined;
    const sound = typeof url === 'string' && URL.canParse(url) && /^https?:/.test(url);
    return { unit, url: sound ? url : null };
  }
}
