import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { passwordFault, type PermissionCode } from '#core/access';
import { SilianError } from '#core/kernel';
import { noteSubject } from '#platform/audit';
import { Clock, tokenDigest } from '#platform/config';
import { may, type Caller, type CallerReply } from '#platform/identity';
import {
  accountTokensOf,
  Database,
  endAccountToken,
  endSession,
  endSessions,
  findAccount,
  insertAccountToken,
  setPassword,
  type AccountRow,
  type AccountTokenRow,
} from '#platform/storage';
import { Jurisdiction } from '#features/units';
import { PasswordHashes } from './password-hashes.js';
import { SecondFactor, type NewFactor } from './second-factor.js';
import { Sessions, type SessionProof } from './sessions.js';
import { Attempts } from './sign-in/attempts.js';
import { TOKEN_PREFIX } from './sign-in/token-source.js';

/** A person has a few programs; more are tokens that nobody remembers. */
export const TOKENS_MAX = 20;

export interface NewToken {
  readonly name: string;
  readonly permissions: readonly PermissionCode[];
  readonly unit?: string | undefined;
  readonly days: number;
}

/** What people do with the account that is their own. */
@Injectable()
export class OwnAccount {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(PasswordHashes) private readonly hashes: PasswordHashes,
    @Inject(SecondFactor) private readonly factor: SecondFactor,
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  /** Throws `session_missing` for callers that are no signed-in person. */
  async of(caller: Caller): Promise<{ readonly account: AccountRow; readonly session: string }> {
    const session = caller.account?.session;
    const account =
      session && caller.account ? await findAccount(this.database.sql, caller.account.id) : undefined;
    if (!session || !account) throw new SilianError('session_missing');
    return { account, session };
  }

  /** The account as it is now, whatever became of the session. */
  async byId({ account }: Caller): Promise<AccountRow> {
    const found = account && (await findAccount(this.database.sql, account.id));
    if (!found) throw new SilianError('session_missing');
    return found;
  }

  async signOut(caller: Caller, reply: CallerReply): Promise<void> {
    const { session } = await this.of(caller);
    await this.database.transaction((tx) => endSession(tx, session));
    this.sessions.clearCookie(reply);
  }

  /** Everything that was signed in with the old password is signed out, and this browser gets a new session. */
  async changePassword(
    caller: Caller,
    { old, next }: { readonly old: string; readonly next: string },
    address: string,
    reply: CallerReply,
  ): Promise<SessionProof> {
    const { account } = await this.of(caller);
    await this.assertPassword(account, old, address);
    const fault = old === next ? SAME_PASSWORD : passwordFault(next, [account.name, account.displayName]);
    if (fault) throw new SilianError('password_unfit', {}, [fault]);
    const hash = await this.hashes.make(next);
    await this.database.transaction(async (tx) => {
      await setPassword(tx, account.id, hash, false);
      await endSessions(tx, account.id);
    });
    return this.sessions.begin(account.id, reply);
  }

  /** Whoever finds a browser open cannot change how its owner signs in. */
  async beginFactor(caller: Caller, password: string, address: string): Promise<NewFactor> {
    const { account } = await this.of(caller);
    await this.assertPassword(account, password, address);
    return this.factor.begin(account);
  }

  async confirmFactor(caller: Caller, code: string): Promise<void> {
    const { account } = await this.of(caller);
    if (!(await this.factor.take(account, code))) throw new SilianError('sign_in_failed');
  }

  async endFactor(caller: Caller, password: string, address: string): Promise<void> {
    const { account } = await this.of(caller);
    await this.assertPassword(account, password, address);
    await this.factor.end(account);
  }

  async tokens(caller: Caller): Promise<AccountTokenRow[]> {
    const { account } = await this.of(caller);
    return accountTokensOf(this.database.sql, account.id, TOKENS_MAX);
  }

  /** The token is told once, and never again. Throws where it would open more than its owner may. */
  async makeToken(caller: Caller, given: NewToken): Promise<{ readonly id: string; readonly token: string }> {
    const { account } = await this.of(caller);
    const unit = given.unit ?? account.unit;
    this.jurisdiction.assertScope(caller, unit);
    if (!given.permissions.every((permission) => may(caller, permission)))
      throw new SilianError('token_scope_exceeded');
    const [id, token] = [randomUUID(), TOKEN_PREFIX + randomBytes(32).toString('base64url')];
    const expiresAt = new Date(this.clock.now().getTime() + given.days * 86_400_000);
    const row = {
      id,
      account: account.id,
      name: given.name,
      permissions: given.permissions,
      unit,
      expiresAt,
    };
    const kept = await this.database.transaction((tx) => {
      noteSubject('token', id);
      return insertAccountToken(tx, row, tokenDigest(token), TOKENS_MAX);
    });
    if (!kept) throw new SilianError('tokens_too_many', { max: TOKENS_MAX });
    return { id, token };
  }

  async endToken(caller: Caller, id: string): Promise<void> {
    const { account } = await this.of(caller);
    const ended = await this.database.transaction((tx) => endAccountToken(tx, account.id, id));
    if (!ended) throw new SilianError('not_found');
  }

  private async assertPassword(account: AccountRow, password: string, address: string): Promise<void> {
    await this.attempts.begin(account.name, address);
    if (!(await this.hashes.check(account.passwordHash, password))) throw new SilianError('sign_in_failed');
    await this.attempts.succeeded(account.name, address);
  }
}

const SAME_PASSWORD = { zh: '新密码与旧密码相同', en: 'The new password is the old one' };
