import { randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { digest, openSealedText, sealTextTo, type VerifiedSigner } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Database, findPersonSecret, keepPersonSecret, replacePersonSecret } from '#platform/storage';
import { SecretBox } from '#features/accounts';
import { Heartbeats } from '#features/nodes';

const PART = 'person-secret';
const ABOUT = 'person-secret';
const SECRET_BYTES = 32;

/** What the secret is sealed to a child about: in a message to another unit it opens nothing. */
const contextFor = (unit: string): string => `silian-person-secret/1 ${unit}`;

/** Names a secret without telling it. */
const nameOf = (secret: Buffer): string => digest(`silian-person-secret ${secret.toString('base64url')}`);

/**
 * The city's secret. The city makes it once; every other node asks its parent with each heartbeat and gets it sealed to its own
 * key, so that no line between them and no copy of a database holds it readable.
 */
@Injectable()
export class PersonSecret implements OnModuleInit {
  private readonly logger = new Logger('Persons');
  private held: Buffer | undefined;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Database) private readonly database: Database,
    @Inject(SecretBox) private readonly box: SecretBox,
    @Inject(Heartbeats) private readonly heartbeats: Heartbeats,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.config.profile.parent === undefined) await this.makeOnce();
    this.heartbeats.answers(PART, (sender, question) => this.give(sender, question));
    if (this.config.profile.parent === undefined || !this.config.roles.has('worker')) return;
    this.heartbeats.asks(PART, {
      ask: async () => ({ held: nameOrNull(await this.current()) }),
      take: (answer) => this.take(answer),
    });
  }

  /** Undefined until the parent has given it, and where the key that it is sealed with is another one now. */
  async current(): Promise<Buffer | undefined> {
    if (this.held) return this.held;
    const sealed = await findPersonSecret(this.database.sql);
    this.held = sealed && this.box.open(sealed, ABOUT);
    return this.held;
  }

  private async makeOnce(): Promise<void> {
    if ((await findPersonSecret(this.database.sql)) === undefined)
      await keepPersonSecret(this.database.sql, this.box.seal(randomBytes(SECRET_BYTES), ABOUT));
    // A new one would make other keys of the same persons: somebody has to bring the old key file back.
    if (!(await this.current()))
      this.logger.error({ msg: 'person secret cannot be opened: restore SECRETS_KEY_FILE' });
  }

  /** Nothing for a child that holds the same. */
  private async give({ unit, key }: VerifiedSigner, question: unknown): Promise<object> {
    const secret = await this.current();
    const { held } = (question ?? {}) as { held?: unknown };
    if (!secret || held === nameOf(secret)) return {};
    return { sealed: sealTextTo(key, secret.toString('base64url'), contextFor(unit)) };
  }

  private async take(answer: unknown): Promise<void> {
    const { sealed } = (answer ?? {}) as { sealed?: unknown };
    if (sealed === undefined) return;
    const text = openSealedText(this.identity.key, sealed, contextFor(this.config.unit));
    const secret = Buffer.from(text ?? '', 'base64url');
    // Sealed to the key before the last rotation: the next heartbeat brings it for the new one.
    if (secret.length !== SECRET_BYTES) return;
    await replacePersonSecret(this.database.sql, this.box.seal(secret, ABOUT));
    this.held = secret;
    this.logger.log({ msg: 'person secret received' });
  }
}

function nameOrNull(secret: Buffer | undefined): string | null {
  return secret ? nameOf(secret) : null;
}
