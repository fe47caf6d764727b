import { hash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { canonicalJson, SilianError, type Bilingual, type Json } from '#core/kernel';
import { Clock } from '#platform/config';
import type { Caller } from '#platform/identity';
import { askConsent, Database, takeConsent } from '#platform/storage';

/** Who is asked on Friday may answer on Monday; what nobody seconds is not left lying for longer. */
const OPEN_MS = 3 * 24 * 3_600_000;

/** What one person alone does not do, in words. */
export const GRAVE_ACTIONS = {
  'node.revoke': { zh: '吊销节点密钥', en: 'Revoke the keys of a node' },
  'log.new-epoch': { zh: '裁定分叉日志', en: 'Decide on a log that has parted' },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type GraveAction = keyof typeof GRAVE_ACTIONS;

/**
 * What cannot be taken back is done when a second person asks for exactly the same. Tokens of the configuration are not persons:
 * whoever has them has the machine, and they are what is left when there is only one person.
 */
@Injectable()
export class TwoPersons {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Returns where it may be done now. Throws `second_person_needed` where this person is the first. */
  async require(
    { account, who }: Caller,
    action: GraveAction,
    subject: Readonly<Record<string, Json>>,
  ): Promise<void> {
    if (!account) return;
    const { sql } = this.database;
    const digest = hash('sha256', canonicalJson([action, subject]), 'base64url');
    if (await takeConsent(sql, digest, account.id)) return;
    const until = new Date(this.clock.now().getTime() + OPEN_MS);
    const asked = { id: randomUUID(), action, subject, askedBy: who, account: account.id, until };
    const held = await askConsent(sql, asked, digest);
    throw new SilianError('second_person_needed', { until: held.until.toISOString() });
  }
}
