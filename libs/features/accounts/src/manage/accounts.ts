import { randomInt, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { accountName, type Role } from '#core/access';
import { SilianError } from '#core/kernel';
import { noteSubject } from '#platform/audit';
import type { Caller } from '#platform/identity';
import {
  changeAccount,
  Database,
  endAccountTokens,
  endSessions,
  findAccount,
  insertAccount,
  listAccounts,
  setFactor,
  setPassword,
  type AccountRow,
  type Sql,
} from '#platform/storage';
import { Jurisdiction, UnitTree } from '#features/units';
import { PasswordHashes } from '../password-hashes.js';

export interface GivenAccount {
  readonly name: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly unit: string;
  readonly subject?: string | undefined;
}

export type AccountChange = Partial<
  Pick<AccountRow, 'displayName' | 'roles' | 'unit' | 'disabled' | 'subject'>
>;

/** Letters and digits that nobody takes for one another on paper. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';
const FIRST_PASSWORD_LENGTH = 16;

/** Accounts of a subtree, managed by its administrators. */
@Injectable()
export class Accounts {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(PasswordHashes) private readonly hashes: PasswordHashes,
  ) {}

  list(caller: Caller, after: string, limit: number): Promise<AccountRow[]> {
    return listAccounts(this.database.sql, caller.unit, after, limit);
  }

  /** Throws `account_unknown` also for accounts of other subtrees. */
  async find(caller: Caller, id: string): Promise<AccountRow> {
    const account = await findAccount(this.database.sql, id);
    if (!account || !this.jurisdiction.covers(caller.unit, account.unit))
      throw new SilianError('account_unknown');
    return account;
  }

  /** Gives the first password, which its owner has to change. */
  async create(caller: Caller, given: GivenAccount): Promise<MadeAccount> {
    this.assertUnit(caller, given.unit);
    return this.database.transaction(async (tx) => {
      const made = await addAccount(tx, this.hashes, given, caller.who);
      noteSubject('account', made.account.id);
      return made;
    });
  }

  /** What was signed in with other rights is signed out. */
  async change(caller: Caller, id: string, change: AccountChange): Promise<AccountRow> {
    const account = await this.find(caller, id);
    if (change.unit !== undefined) this.assertUnit(caller, change.unit);
    const givesUp = change.disabled === true || change.roles?.includes('administrator') === false;
    if (caller.account?.id === id && givesUp) throw new SilianError('account_own');
    await this.database.transaction(async (tx) => {
      if (!(await changeAccount(tx, id, change))) throw new SilianError('account_exists');
      if (change.disabled || change.unit !== undefined || change.roles !== undefined) {
        await endSessions(tx, id, caller.account?.id === id ? caller.account.session : null);
        await endAccountTokens(tx, id);
      }
    });
    return (await findAccount(this.database.sql, id)) ?? account;
  }

  /** For somebody who has forgotten it: whatever was signed in is signed out. */
  async resetPassword(caller: Caller, id: string): Promise<string> {
    const account = await this.find(caller, id);
    const password = firstPassword();
    const hash = await this.hashes.make(password);
    await this.database.transaction(async (tx) => {
      await setPassword(tx, account.id, hash, true);
      await endSessions(tx, account.id);
      await endAccountTokens(tx, account.id);
    });
    return password;
  }

  /** For somebody who has lost the telephone. */
  async resetFactor(caller: Caller, id: string): Promise<void> {
    const account = await this.find(caller, id);
    await this.database.transaction((tx) => setFactor(tx, account.id, null));
  }

  private assertUnit(caller: Caller, unit: string): void {
    this.tree.require(unit);
    this.jurisdiction.assertScope(caller, unit);
  }
}

export interface MadeAccount {
  readonly account: AccountRow;
  /** Told once; null for somebody whom the provider signs in. */
  readonly password: string | null;
}

/** Makes an account without asking who wants it: for administrators, and for who has the node's own files. */
export async function addAccount(
  sql: Sql,
  hashes: PasswordHashes,
  given: GivenAccount,
  createdBy: string,
): Promise<MadeAccount> {
  const name = accountName(given.name);
  if (name === undefined) throw new SilianError('account_name_invalid');
  const [id, password] = [randomUUID(), given.subject === undefined ? firstPassword() : null];
  const passwordHash = password === null ? null : await hashes.make(password);
  const { displayName, roles, unit, subject = null } = given;
  const row = { id, name, displayName, roles, unit, passwordHash, subject, createdBy };
  if (!(await insertAccount(sql, row))) throw new SilianError('account_exists');
  const account = await findAccount(sql, id);
  if (!account) throw new TypeError('an account that was made is there');
  return { account, password };
}

function firstPassword(): string {
  const pick = (): string => READABLE.charAt(randomInt(READABLE.length));
  const text = Array.from({ length: FIRST_PASSWORD_LENGTH }, pick).join('');
  return (text.match(/.{4}/g) ?? []).join('-');
}
