import { Inject, Injectable } from '@nestjs/common';
import { ADDRESS_FAILURES_FREE, FAILURES_KEPT_MS, waitAfter } from '#core/access';
import { SilianError } from '#core/kernel';
import {
  Database,
  forgetFailures,
  lockAttempts,
  noteAttempt,
  unaccompanied,
  type Sql,
} from '#platform/storage';

/**
 * Attempts to sign in, by account and by address. Each counts as failed until it has succeeded, so that a thousand at once are not
 * all judged before the first has failed. Whether there is such an account makes no difference.
 */
@Injectable()
export class Attempts {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Throws `sign_in_locked` where nothing is tried at present. */
  async begin(name: string, address: string): Promise<void> {
    await unaccompanied(() =>
      this.database.transaction(async (tx) => {
        await this.note(tx, addressKey(address), ADDRESS_FAILURES_FREE);
        await this.note(tx, accountKey(name));
      }),
    );
  }

  async succeeded(name: string, address: string): Promise<void> {
    await forgetFailures(this.database.sql, [accountKey(name), addressKey(address)], FAILURES_KEPT_MS);
  }

  private async note(tx: Sql, key: string, free?: number): Promise<void> {
    const { failures, lockedUntil } = await noteAttempt(tx, key, FAILURES_KEPT_MS);
    if (lockedUntil) throw locked(lockedUntil.getTime() - Date.now());
    const ms = waitAfter(failures, free);
    if (ms > 0) await lockAttempts(tx, key, ms);
  }
}

function locked(ms: number): SilianError {
  return new SilianError('sign_in_locked', { seconds: Math.max(1, Math.ceil(ms / 1_000)) });
}

const accountKey = (name: string): string => `account ${name}`;
const addressKey = (address: string): string => `address ${address}`;
