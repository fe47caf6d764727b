import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SilianError, unitLevel } from '#core/kernel';
import {
  bearerOf,
  CallerSources,
  type Caller,
  type CallerReply,
  type CallerRequest,
  type CallerSource,
} from '#platform/identity';
import { Sessions } from '../sessions.js';

export const CSRF_HEADER = 'x-csrf-token';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Knows people by the cookie of their session. */
@Injectable()
export class SessionSource implements CallerSource, OnModuleInit {
  constructor(
    @Inject(CallerSources) private readonly sources: CallerSources,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  onModuleInit(): void {
    this.sources.add(this);
  }

  async identify(request: CallerRequest, reply: CallerReply): Promise<Caller | undefined> {
    const token = request.cookies?.[this.sessions.cookieName];
    // Who shows a token is not to be taken for the person whose browser it is.
    if (!token || bearerOf(request) !== undefined) return undefined;
    const found = await this.sessions.find(token, reply);
    if (!found) return undefined;
    const { session, account } = found;
    if (!SAFE_METHODS.has(request.method)) this.requireCsrf(request, session.id);
    const { id, name, roles, unit, mustChange } = account;
    const level = unitLevel(unit) ?? 'city';
    return { who: name, roles, unit, level, account: { id, session: session.id, mustChange } };
  }

  /** A page of another site may make a browser send its cookie, but not a header that it does not know. */
  private requireCsrf({ headers }: CallerRequest, id: string): void {
    const given = Buffer.from(String(headers[CSRF_HEADER] ?? ''));
    const wanted = Buffer.from(this.sessions.csrfOf({ id }));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      throw new SilianError('csrf_token_wrong');
  }
}
