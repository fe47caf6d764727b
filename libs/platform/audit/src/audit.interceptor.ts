import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { digest } from '#core/protocol';
import type { Caller } from '#platform/identity';
import { accompanied } from '#platform/storage';
import { Admission } from './admission.js';
import { AuditTrail } from './audit-trail.js';
import { AUDITED, type AuditRule, type WrittenRule } from './audited.js';
import { Deed } from './deed.js';
import { SAME_LOOK_MAX } from './limits.js';
import type { AuditNote } from './note.js';
import { purposeOf } from './purpose.js';
import { noteOf, type AuditedRequest } from './request.js';
import { Looks, watching } from './watch.js';

type CallersRequest = AuditedRequest & { readonly caller: Caller };

/** Where a route does not say what looking at its records is called. */
const ANY_LOOK: WrittenRule = { kind: 'look', action: 'records.read', about: {} };

/** Writes down what callers do and see, before they have their answer. What they are refused, `Refusals` writes down. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly sameLooks = new Admission(SAME_LOOK_MAX);

  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(AuditTrail) private readonly trail: AuditTrail,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<AuditedRequest>();
    const { caller } = request;
    if (!caller) return next.handle();
    const said = this.reflector.get<AuditRule | undefined>(AUDITED, context.getHandler());
    const rule = said === undefined || said.kind === 'none' ? ANY_LOOK : said;
    request.auditRule = rule;
    const answer = (): Promise<unknown> => lastValueFrom(next.handle(), { defaultValue: undefined });
    return from(this.watch(request as CallersRequest, rule, answer));
  }

  private async watch(
    request: CallersRequest,
    rule: WrittenRule,
    answer: () => Promise<unknown>,
  ): Promise<unknown> {
    const purpose = purposeOf(request.headers);
    const looks = new Looks();
    const note = (): AuditNote => noteOf(request, rule, { purpose, looks });
    if (rule.kind === 'deed') return this.watchDeed(looks, note, answer);
    const seen = await watching(looks, answer).finally(() => looks.close());
    if (looks.count > 0 || rule.kind === 'search') await this.writeLook(note());
    return seen;
  }

  private async watchDeed(
    looks: Looks,
    note: () => AuditNote,
    answer: () => Promise<unknown>,
  ): Promise<unknown> {
    const deed = new Deed(this.trail, note);
    try {
      const done = await accompanied(deed, () => watching(looks, answer));
      if (!deed.end()) await this.trail.writeAlone(note());
      return done;
    } finally {
      deed.end();
      looks.close();
    }
  }

  private async writeLook(note: AuditNote): Promise<void> {
    const { actor, action, subject, unit, purpose, details } = note;
    const key = digest(JSON.stringify([actor.who, action, subject, unit, purpose, details]));
    if (!this.sameLooks.admit(key)) return;
    try {
      await this.trail.writeAlone(note);
    } catch (error) {
      // Nothing was shown, and nothing written: the next try is not the same look once more.
      this.sameLooks.forget(key);
      throw error;
    }
  }
}
