import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { NODE_CONFIG, tokenDigest, type NodeConfig } from '#platform/config';
import type { CallerReply } from '#platform/identity';
import {
  Database,
  findSession,
  insertSession,
  renewSession,
  thinSessions,
  touchSession,
  type FoundSession,
  type SessionLife,
} from '#platform/storage';
import { SecretBox } from './secret-box.js';

const TOKEN_BYTES = 32;

/** Of one account; who signs in once more ends the oldest. */
export const SESSIONS_MAX = 10;

/** A cookie that was stolen is of no use for longer, once its owner has come again. */
const RENEW_AFTER_MS = 15 * 60_000;

/** Requests that are on their way while the cookie is renewed still carry the one before. */
const GRACE_MS = 60_000;

/** Each request would write a row otherwise. */
const TOUCH_AFTER_MS = 60_000;

/** What a browser shows to be taken for somebody, and what its pages show to be taken for ours. */
export interface SessionProof {
  readonly id: string;
  readonly token: string;
}

/** Sessions of browsers: cookies that scripts cannot read and other sites cannot send. */
@Injectable()
export class Sessions {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(SecretBox) private readonly box: SecretBox,
  ) {}

  get life(): SessionLife {
    return this.config.session;
  }

  /** Over TLS the cookie is bound to this host by its name, too. */
  get cookieName(): string {
    return this.isSecure ? '__Host-silian' : 'silian';
  }

  /** The token that a page sends with what it changes; a page of another site cannot know it. */
  csrfOf({ id }: Pick<SessionProof, 'id'>): string {
    return this.box.mark(`csrf ${id}`);
  }

  async begin(account: string, reply: CallerReply): Promise<SessionProof> {
    const { sql } = this.database;
    const proof = { id: randomUUID(), token: newToken() };
    await insertSession(sql, proof.id, account, tokenDigest(proof.token));
    await thinSessions(sql, account, this.life, SESSIONS_MAX);
    this.setCookie(reply, proof.token);
    return proof;
  }

  /** Finds the session of a cookie; now and then gives it another one. */
  async find(token: string, reply: CallerReply): Promise<FoundSession | undefined> {
    const { sql } = this.database;
    const found = await findSession(sql, tokenDigest(token), this.life);
    if (!found) return undefined;
    const { session, current } = found;
    const ageMs = Date.now() - session.renewedAt.getTime();
    if (current && ageMs > RENEW_AFTER_MS) await this.renew(session.id, token, reply);
    else if (Date.now() - session.seenAt.getTime() > TOUCH_AFTER_MS) await touchSession(sql, session.id);
    return found;
  }

  async renew(id: string, token: string, reply: CallerReply): Promise<void> {
    const next = newToken();
    const digests = { from: tokenDigest(token), to: tokenDigest(next), graceMs: GRACE_MS };
    if (await renewSession(this.database.sql, id, digests)) this.setCookie(reply, next);
  }

  clearCookie(reply: CallerReply): void {
    reply.setCookie(this.cookieName, '', { ...this.cookieOptions, maxAge: 0 });
  }

  private setCookie(reply: CallerReply, token: string): void {
    const maxAge = Math.ceil(this.life.wholeMs / 1_000);
    reply.setCookie(this.cookieName, token, { ...this.cookieOptions, maxAge });
  }

  private get cookieOptions(): object {
    return { path: '/', httpOnly: true, sameSite: 'strict', secure: this.isSecure };
  }

  get isSecure(): boolean {
    return this.config.publicUrl?.startsWith('https:') ?? false;
  }
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}
