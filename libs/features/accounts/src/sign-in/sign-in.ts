import { Inject, Injectable } from '@nestjs/common';
import { accountName } from '#core/access';
import { SilianError } from '#core/kernel';
import { AuditTrail } from '#platform/audit';
import type { CallerReply } from '#platform/identity';
import { Database, findAccountNamed, noteSignedIn, type AccountRow } from '#platform/storage';
import { PasswordHashes } from '../password-hashes.js';
import { SecondFactor } from '../second-factor.js';
import { Sessions, type SessionProof } from '../sessions.js';
import { Attempts } from './attempts.js';

export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly code?: string | undefined;
}

export interface SignedIn {
  readonly account: AccountRow;
  readonly session: SessionProof;
}

/** By name and password, and by a code where the account has a second factor. */
@Injectable()
export class SignIn {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PasswordHashes) private readonly hashes: PasswordHashes,
    @Inject(SecondFactor) private readonly factor: SecondFactor,
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(AuditTrail) private readonly trail: AuditTrail,
  ) {}

  /** Throws `sign_in_failed` whatever is wrong, `second_factor_needed` where everything else is right, `sign_in_locked`. */
  async withPassword(credentials: Credentials, address: string, reply: CallerReply): Promise<SignedIn> {
    const name = accountName(credentials.name);
    // What cannot be a name is counted like one, under one key: names of any length must not fill the table.
    const key = name ?? '-';
    await this.attempts.begin(key, address);
    const found = name === undefined ? undefined : await findAccountNamed(this.database.sql, name);
    const right = await this.hashes.check(found?.passwordHash, credentials.password);
    if (!found || !right || found.disabled) throw new SilianError('sign_in_failed');
    if (found.factorConfirmed) await this.requireCode(found, credentials.code);
    await this.attempts.succeeded(key, address);
    return this.complete(found, address, reply);
  }

  /** Begins the session of somebody who has shown who it is. */
  async complete(account: AccountRow, address: string, reply: CallerReply): Promise<SignedIn> {
    const { id, name: who, roles, unit } = account;
    // First, so that nobody is signed in of whom it is not written down.
    await this.database.transaction(async (tx) => {
      await noteSignedIn(tx, id);
      const subject = { type: 'account', ids: [id] };
      await this.trail.write(tx, { actor: { who, roles, unit }, action: 'session.begin', subject, address });
    });
    const session = await this.sessions.begin(id, reply);
    return { account, session };
  }

  private async requireCode(account: AccountRow, code: string | undefined): Promise<void> {
    if (code === undefined) throw new SilianError('second_factor_needed');
    if (!(await this.factor.take(account, code))) throw new SilianError('sign_in_failed');
  }
}
