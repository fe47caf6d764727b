import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  isDigest,
  readRevocation,
  REVOCATIONS_PER_EXCHANGE_MAX,
  revocationSetDigest,
  type Revocation,
  type VerifiedSigner,
} from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import { Database, retryRefused, sharedRevocationIds, sharedRevocations } from '#platform/storage';
import { Heartbeats } from '../heartbeat/heartbeats.js';
import { Revocations } from './revocations.js';

const PART = 'revocations';

/** Ids that are named in one exchange: a set that differs in more than these is evened out over several. */
const IDS_MAX = 2_000;

/** What the parent answers to a host that goes on with a unit's log before it has heard that the unit was returned. */
const DOWNGRADED = 'signer_downgraded';

/** What one side says: its set's digest; where the sets differ also which statements it has, and those the other lacks. */
interface Exchange {
  readonly digest: string;
  readonly have?: readonly string[];
  readonly wants?: readonly string[];
  readonly statements?: readonly Revocation[];
}

/**
 * Statements go up and down with the heartbeat. Both sides look at the same set: what concerns the child's unit, what
 * lies below it and what lies above. While the digests are equal, nothing else is said.
 */
@Injectable()
export class RevocationExchange implements OnModuleInit {
  /** What the parent lacked at the last exchange; undefined while the sets were equal. */
  private parentWants: readonly string[] | undefined;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Revocations) private readonly revocations: Revocations,
  ) {}

  onModuleInit(): void {
    this.heartbeats.asks(PART, { ask: () => this.ask(), take: (answer) => this.take(answer) });
    this.heartbeats.answers(PART, (sender, question) => this.answer(sender, question));
  }

  private async ask(): Promise<Exchange> {
    const ids = await sharedRevocationIds(this.database.sql, this.config.unit);
    const digest = revocationSetDigest(ids);
    if (this.parentWants === undefined) return { digest };
    return {
      digest,
      have: ids.slice(0, IDS_MAX),
      statements: await this.statements(this.config.unit, this.parentWants),
    };
  }

  /** Goes on at once where the sets differ and something moved; else the next heartbeat looks again. */
  private async take(answer: unknown): Promise<void> {
    const { digest, wants = [], statements = [] } = readExchange(answer) ?? {};
    if (digest === undefined) return;
    const learnt = await this.learn(this.config.unit, statements);
    const ids = await sharedRevocationIds(this.database.sql, this.config.unit);
    const differs = digest !== revocationSetDigest(ids);
    // What the parent had not heard of may be why it refused a log that a unit's host goes on with.
    if (
      !differs &&
      this.parentWants !== undefined &&
      (await retryRefused(this.database.sql, DOWNGRADED)) > 0
    ) {
      for (const lane of ['uplink', 'urgent'] as const) this.queues.wake(lane);
    }
    const news = this.parentWants === undefined || learnt > 0 || wants.join() !== this.parentWants.join();
    this.parentWants = differs ? wants : undefined;
    if (differs && news) this.queues.wake('heartbeat');
  }

  private async answer({ unit }: VerifiedSigner, question: unknown): Promise<Exchange> {
    const { have, statements = [] } = readExchange(question) ?? {};
    const learnt = await this.learn(unit, statements);
    if (learnt > 0) this.revocations.announce();
    const ids = await sharedRevocationIds(this.database.sql, unit);
    const digest = revocationSetDigest(ids);
    if (have === undefined) return { digest };
    const [theirs, ours] = [new Set(have), new Set(ids)];
    const lacking = ids.filter((id) => !theirs.has(id));
    const wants = have.filter((id) => !ours.has(id)).slice(0, REVOCATIONS_PER_EXCHANGE_MAX);
    return { digest, wants, statements: await this.statements(unit, lacking) };
  }

  /** Only what belongs to the set of the two: nobody fills another one's memory with what does not concern him. */
  private learn(unit: string, statements: readonly Revocation[]): Promise<number> {
    const shared = statements.filter(({ claims }) => {
      const about = (JSON.parse(claims) as { unit?: unknown }).unit;
      return typeof about === 'string' && (about.startsWith(unit) || unit.startsWith(about));
    });
    return shared.length === 0 ? Promise.resolve(0) : this.revocations.learn(shared);
  }

  private async statements(unit: string, ids: readonly string[]): Promise<Revocation[]> {
    const some = ids.slice(0, REVOCATIONS_PER_EXCHANGE_MAX);
    const rows = some.length === 0 ? [] : await sharedRevocations(this.database.sql, unit, some);
    return rows.map(({ claims, signature, chain }) => ({ claims, signature, chain }));
  }
}

/** Undefined where it is none; what of it cannot be read is left out. */
function readExchange(value: unknown): Exchange | undefined {
  const { digest, have, wants, statements } = (value ?? {}) as Partial<Record<keyof Exchange, unknown>>;
  if (!isDigest(digest)) return undefined;
  return {
    digest,
    ...(Array.isArray(have) ? { have: have.filter(isDigest).slice(0, IDS_MAX) } : {}),
    ...(Array.isArray(wants) ? { wants: wants.filter(isDigest).slice(0, REVOCATIONS_PER_EXCHANGE_MAX) } : {}),
    ...(Array.isArray(statements)
      ? { statements: statements.slice(0, REVOCATIONS_PER_EXCHANGE_MAX).flatMap(readOne) }
      : {}),
  };
}

function readOne(value: unknown): Revocation[] {
  const read = readRevocation(value);
  return read && isObject(read.claims) ? [read] : [];
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
