import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { OpenRoute, type CallerReply, type CallerRequest } from '#platform/identity';
import { Database, findAccountOfSubject } from '#platform/storage';
import { Sessions } from '../sessions.js';
import { CALLBACK_PATH, Provider, PROVIDER_PATH, WAY_MS_MAX } from '../sign-in/provider.js';
import { SignIn } from '../sign-in/sign-in.js';

/** Lies with the browser while it is at the provider; sent back from there, so that it cannot be `Strict`. */
const WAY_COOKIE = 'silian-sign-in';

/**
 * A browser that is sent on from another site does not send a strict cookie along. A page that goes on by itself makes the next
 * request one of this site.
 */
const GO_ON =
  '<!doctype html><html lang="zh"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Silian 四联</title><p><a href="/">继续 Continue</a></p></html>';

interface Reply extends CallerReply {
  redirect(url: string, code: number): unknown;
  type(type: string): { send(body: string): unknown };
}

/** Pages of a browser, not operations of the API: there and back again. */
@ApiExcludeController()
@OpenRoute()
@Controller()
export class ProviderController {
  constructor(
    @Inject(Provider) private readonly provider: Provider,
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(Database) private readonly database: Database,
  ) {}

  @Get(PROVIDER_PATH)
  async begin(@Res() reply: Reply): Promise<void> {
    const { url, way } = await this.provider.begin();
    reply.setCookie(WAY_COOKIE, way, { ...this.wayOptions, maxAge: WAY_MS_MAX / 1_000 });
    reply.redirect(url, 302);
  }

  @Get(CALLBACK_PATH)
  async end(
    @Req() request: CallerRequest & { readonly url: string; readonly ip: string },
    @Res() reply: Reply,
  ): Promise<void> {
    const query = /\?.*$/.exec(request.url)?.[0] ?? '';
    const subject = await this.provider.subject(query, request.cookies?.[WAY_COOKIE]);
    const account = await findAccountOfSubject(this.database.sql, subject);
    if (!account || account.disabled) throw new SilianError('account_unlinked');
    reply.setCookie(WAY_COOKIE, '', { ...this.wayOptions, maxAge: 0 });
    await this.signIn.complete(account, request.ip, reply);
    reply.type('text/html; charset=utf-8').send(GO_ON);
  }

  private get wayOptions(): object {
    return { path: PROVIDER_PATH, httpOnly: true, sameSite: 'lax', secure: this.sessions.isSecure };
  }
}
