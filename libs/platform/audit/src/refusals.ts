import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ErrorCode, SilianError } from '#core/kernel';
import { Admission, type Admitted } from './admission.js';
import { AuditTrail } from './audit-trail.js';
import { REFUSALS_OF_STRANGERS_MAX, REFUSALS_PER_CALLER_MAX } from './limits.js';
import type { Actor, AuditNote } from './note.js';
import { aboutOf, actorOf, type AuditedRequest } from './request.js';

/** Somebody was told that it is not for them. */
const OF_PERMISSION: ReadonlySet<ErrorCode> = new Set([
  'csrf_token_wrong',
  'role_insufficient',
  'scope_exceeded',
  'sign_in_failed',
  'sign_in_locked',
  'token_invalid',
]);

/** A request that could not be understood, and a node that has something else to do, say nothing of anybody. */
const NOT_REFUSED: ReadonlySet<ErrorCode> = new Set([
  'body_invalid',
  'body_too_deep',
  'body_too_large',
  'busy',
  'internal',
  'media_type_unsupported',
  'not_found',
  'query_invalid',
]);

/** What people ask: nodes speak to each other elsewhere, and their refusals are the link's. */
const API = '/api/';

const STRANGER: Actor = { who: 'unknown', roles: [], unit: null };

/**
 * Writes down who was refused what: permission on every route, and anything on routes whose deeds are written down. Bounded, so that
 * nobody can fill the disk by asking.
 */
@Injectable()
export class Refusals {
  private readonly logger = new Logger('Audit');
  private readonly perCaller = new Admission(REFUSALS_PER_CALLER_MAX);
  private readonly perAddress = new Admission(REFUSALS_PER_CALLER_MAX);
  private readonly strangers = new Admission(REFUSALS_OF_STRANGERS_MAX);

  constructor(@Inject(AuditTrail) private readonly trail: AuditTrail) {}

  /** Never throws: somebody who was refused stays so, whether or not it could be written down. */
  async refused(request: unknown, { code }: SilianError): Promise<void> {
    const asked = request as AuditedRequest;
    if (!isWritten(asked, code)) return;
    const admitted = this.admit(asked, code);
    if (!admitted) return;
    try {
      await this.trail.writeAlone(noteOf(asked, code, admitted));
    } catch (error) {
      this.logger.error({ refusalNotWritten: code, name: error instanceof Error ? error.name : 'unknown' });
    }
  }

  /** Who is not known passes two bounds: one of the address, one of all of them together. */
  private admit({ caller, ip = '' }: AuditedRequest, code: ErrorCode): Admitted | undefined {
    if (caller) return this.perCaller.admit(`${caller.who} ${code}`);
    const own = this.perAddress.admit(ip);
    return own && this.strangers.admit('') && own;
  }
}

function isWritten({ routeOptions, auditRule }: AuditedRequest, code: ErrorCode): boolean {
  if (routeOptions?.url?.startsWith(API) !== true) return false;
  if (OF_PERMISSION.has(code)) return true;
  return auditRule?.kind === 'deed' && !NOT_REFUSED.has(code);
}

function noteOf(request: AuditedRequest, code: ErrorCode, { left, last }: Admitted): AuditNote {
  const { caller, auditRule, method, routeOptions, ip } = request;
  const { details, ...about } = auditRule ? aboutOf(request, auditRule.about) : {};
  return {
    actor: caller ? actorOf(caller) : STRANGER,
    // Of a route that is closed to the caller nothing is known but where it is.
    action: auditRule?.action ?? 'access.refused',
    ...about,
    refused: code,
    address: ip,
    details: {
      ...details,
      route: `${method} ${(routeOptions?.url ?? '').slice(1)}`,
      ...(left > 0 ? { left } : {}),
      ...(last ? { last } : {}),
    },
  };
}
