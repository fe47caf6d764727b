import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import {
  fingerprint,
  newPrivateKey,
  readCertificateChain,
  signRenewal,
  type CertificateChain,
} from '#core/protocol';
import { Clock, ConfigError, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, RenewableIdentity } from '#platform/identity';
import { Queues } from '#platform/queues';
import { Database, putCertificate, readOwnTrust, renewalDone, wantRenewal } from '#platform/storage';
import { Heartbeats } from '../heartbeat/heartbeats.js';
import { LinkError } from '../link/link-error.js';
import { ParentLink } from '../link/parent-link.js';
import { lifeLeft } from './life-left.js';

const CERTIFICATE = 'certificate';
export const RENEWAL_PATH = '/sync/v1/certificates';

/** A certificate is renewed when less than this share of its life is left: years to notice that it does not work. */
const LIFE_LEFT_MIN = 1 / 3;

/** A replica takes over a new pair this late at the latest; until then it signs with the old one, which holds as well. */
const LOOK_EVERY_MS = 1_000;

/** After a failure that is not the link's, such as files that cannot be written: each attempt costs a certificate. */
const RETRY_MS = 10 * 60_000;

/** Renews this node's key and certificate while it works, and takes over what another replica has renewed. */
@Injectable()
export class Rotation implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Rotation');
  private timer: NodeJS.Timeout | undefined;
  private notBeforeMs = 0;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: RenewableIdentity,
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.makeKnown(this.identity.chain);
    this.timer = setInterval(() => void this.takeOver(), LOOK_EVERY_MS);
    this.timer.unref();
    this.heartbeats.answers(CERTIFICATE, () => Promise.resolve({ fingerprint: this.identity.fingerprint }));
    if (!this.config.roles.has('worker')) return;
    this.queues.handle(CERTIFICATE, () => this.renewWhereDue());
    this.heartbeats.asks(CERTIFICATE, {
      ask: () => Promise.resolve({ fingerprint: this.identity.fingerprint }),
      take: (answer) => this.compareWithParent(answer),
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Asks for a new key and certificate now; gives the fingerprint that stands until then. */
  async rotate(): Promise<string> {
    await this.database.transaction(wantRenewal);
    this.queues.wake(CERTIFICATE);
    return this.identity.fingerprint;
  }

  /** The parent has another certificate than the one above ours: the chain is to lead over the new one. */
  private async compareWithParent(answer: unknown): Promise<void> {
    const above = (answer as { fingerprint?: unknown } | undefined)?.fingerprint;
    const [, issuer] = this.identity.chain;
    if (typeof above !== 'string' || !issuer || above === fingerprint(issuer)) return;
    await this.rotate();
  }

  private async renewWhereDue(): Promise<void> {
    await this.takeOver();
    const now = this.clock.now();
    const { renewalWantedAt } = await readOwnTrust(this.database.sql);
    const due = renewalWantedAt !== null || lifeLeft(this.identity.chain, now) < LIFE_LEFT_MIN;
    if (!due || now.getTime() < this.notBeforeMs) return;
    try {
      await (this.config.profile.parent ? this.renewAtParent(now) : this.renewRoot(now));
      if (renewalWantedAt) await renewalDone(this.database.sql, renewalWantedAt);
      this.logger.log({ msg: 'certificate renewed', fingerprint: this.identity.fingerprint });
    } catch (error) {
      const code = error instanceof LinkError ? error.code : this.unexpected(error, now);
      this.logger.warn({ msg: 'certificate not renewed', code });
    }
  }

  private async renewAtParent(now: Date): Promise<void> {
    const key = newPrivateKey();
    const answer = await this.parent.callJson(RENEWAL_PATH, signRenewal(key, this.identity.fingerprint));
    const chain = readCertificateChain((answer as { chain?: unknown } | null)?.chain);
    if (!chain) throw new LinkError('answer_unreadable:chain');
    await this.makeKnown(chain);
    this.identity.replace(key, chain, now);
  }

  /** The root key stays: every node below trusts it by its name. Its certificate begins anew. */
  private async renewRoot(now: Date): Promise<void> {
    const chain = this.identity.newRoot(now);
    await this.makeKnown(chain);
    this.identity.replace(this.identity.key, chain, now);
  }

  private async takeOver(): Promise<void> {
    try {
      if (this.identity.refresh(this.clock.now())) await this.makeKnown(this.identity.chain);
    } catch (error) {
      this.logger.warn({ msg: 'key files not read', code: (error as { code?: string }).code });
    }
  }

  /** A certificate stands with the others before anything is signed with it, since logs carry its signatures. */
  private async makeKnown(chain: CertificateChain): Promise<void> {
    const [own] = chain;
    if (!own) throw new SilianError('renewal_invalid');
    const certificate = { fingerprint: fingerprint(own), unit: this.config.unit, chain };
    await putCertificate(this.database.sql, certificate);
  }

  /** Files that cannot be written stay unwritable for a while. */
  private unexpected(error: unknown, now: Date): string {
    this.notBeforeMs = now.getTime() + RETRY_MS;
    if (error instanceof ConfigError) return 'certificate_invalid';
    return (error as { code?: string }).code ?? 'internal';
  }
}
