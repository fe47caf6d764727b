import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { AuditAction } from '#core/access';
import { PURPOSE_CHARACTERS_MAX } from './limits.js';
import { PURPOSE_HEADER } from './purpose.js';

/** Of a route: what is written down of it, or why nothing is. A node with a writing route that says neither does not start. */
export const AUDITED = 'silian:audited';

/** Where the API's description says what is written down of an operation. */
const AUDIT_EXTENSION = 'x-audit';

/** A place in a request: `body.unit`, `params.id`, `query.type`. Only codes are taken from there, never texts. */
export type RequestPlace = `${'body' | 'params' | 'query'}.${string}`;

/** Where a request says what it is about. */
export interface About {
  /** Of what kind `id` is. */
  readonly subject?: string;
  readonly id?: RequestPlace;
  /** The unit that it concerns. Default: the caller's. */
  readonly unit?: RequestPlace;
  readonly details?: readonly RequestPlace[];
}

export type WrittenRule =
  /** A deed is always written down. */
  | { readonly kind: 'deed'; readonly action: AuditAction; readonly about: About }
  /** A look only where it shows personal data. */
  | { readonly kind: 'look'; readonly action: AuditAction; readonly about: About }
  /** A search always, but the same one once a minute. */
  | { readonly kind: 'search'; readonly action: AuditAction; readonly about: About };

export type AuditRule = WrittenRule | { readonly kind: 'none'; readonly reason: string };

const audited = (rule: WrittenRule): MethodDecorator =>
  applyDecorators(
    SetMetadata(AUDITED, rule),
    ApiExtension(AUDIT_EXTENSION, rule.action),
    ApiHeader({
      name: PURPOSE_HEADER,
      required: false,
      description: `What it is done for, kept in the audit trail: up to ${PURPOSE_CHARACTERS_MAX} characters, percent-encoded as UTF-8`,
      schema: { type: 'string' },
    }),
  );

/** Written down whenever it is done: in the first transaction that changes anything, or else before the answer. */
export const Audited = (action: AuditAction, about: About = {}): MethodDecorator =>
  audited({ kind: 'deed', action, about });

/** Written down before the answer, where it shows anything personal. */
export const AuditedLook = (action: AuditAction, about: About = {}): MethodDecorator =>
  audited({ kind: 'look', action, about });

/** Written down before the answer, whatever it shows. */
export const AuditedSearch = (action: AuditAction, about: About = {}): MethodDecorator =>
  audited({ kind: 'search', action, about });

/** Nothing is written down of it, for a reason. */
export const NotAudited = (reason: string): MethodDecorator => SetMetadata(AUDITED, { kind: 'none', reason });
