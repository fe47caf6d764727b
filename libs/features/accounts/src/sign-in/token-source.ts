import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { unitLevel } from '#core/kernel';
import { tokenDigest } from '#platform/config';
import {
  bearerOf,
  CallerSources,
  type Caller,
  type CallerRequest,
  type CallerSource,
} from '#platform/identity';
import { Database, findAccountToken, touchAccountToken } from '#platform/storage';

/** So that tokens are told from other secrets, by people and by programs that look for secrets where none should be. */
export const TOKEN_PREFIX = 'silian_';

/** Each request would write a row otherwise. */
const TOUCH_AFTER_MS = 60_000;

/** Knows programs by the token that a person has made for them. */
@Injectable()
export class TokenSource implements CallerSource, OnModuleInit {
  constructor(
    @Inject(CallerSources) private readonly sources: CallerSources,
    @Inject(Database) private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.sources.add(this);
  }

  async identify(request: CallerRequest): Promise<Caller | undefined> {
    const given = bearerOf(request);
    if (!given?.startsWith(TOKEN_PREFIX)) return undefined;
    const { sql } = this.database;
    const found = await findAccountToken(sql, tokenDigest(given));
    if (!found) return undefined;
    const { token, account } = found;
    const usedMs = token.usedAt?.getTime() ?? 0;
    if (Date.now() - usedMs > TOUCH_AFTER_MS) await touchAccountToken(sql, token.id);
    return {
      who: `${account.name} (${token.name})`,
      ...{ roles: account.roles, unit: token.unit, level: unitLevel(token.unit) ?? 'city' },
      account: { id: account.id, session: null, mustChange: account.mustChange },
      only: token.permissions,
    };
  }
}
