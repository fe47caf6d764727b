import type { Caller } from '#platform/identity';
import type { About, RequestPlace, WrittenRule } from './audited.js';
import type { Actor, AuditDetails, AuditNote } from './note.js';
import type { Looks } from './watch.js';

/** As much of a request as is written down of it. */
export interface AuditedRequest {
  readonly method: string;
  readonly ip?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly routeOptions?: { readonly url?: string | undefined };
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly caller?: Caller;
  /** What is written down of its route; absent where it was refused before it got there. */
  auditRule?: WrittenRule;
}

export function actorOf({ who, roles, unit }: Caller): Actor {
  return { who, roles, unit };
}

/** What a request does, and of which records it has shown personal data. */
export function noteOf(
  request: AuditedRequest & { readonly caller: Caller },
  rule: WrittenRule,
  { purpose, looks }: { readonly purpose: string | undefined; readonly looks: Looks },
): AuditNote {
  const said = aboutOf(request, rule.about);
  const about = looks.subject === undefined ? said : { ...said, subject: looks.subject };
  const base = { actor: actorOf(request.caller), action: rule.action, purpose, address: request.ip };
  if (looks.count === 0) return { ...base, ...about };
  return {
    ...base,
    subject: about.subject ?? { type: 'record', ids: looks.records },
    unit: about.unit ?? looks.unit,
    details: { ...about.details, type: looks.types, records: looks.count },
  };
}

/** What a request says that it is about. It may not have been checked yet: whoever writes it down takes codes only. */
export function aboutOf(
  request: AuditedRequest,
  { subject, id, unit, details = [] }: About,
): Pick<AuditNote, 'subject' | 'unit' | 'details'> {
  const named = id === undefined ? undefined : valueAt(request, id);
  const ids = typeof named === 'string' ? [named] : [];
  const of = unit === undefined ? undefined : valueAt(request, unit);
  return {
    ...(subject === undefined ? {} : { subject: { type: subject, ids } }),
    ...(typeof of === 'string' ? { unit: of } : {}),
    details: Object.fromEntries(
      details.map((place) => [place.slice(place.indexOf('.') + 1), valueAt(request, place)]),
    ) as AuditDetails,
  };
}

function valueAt(request: AuditedRequest, place: RequestPlace): unknown {
  const [part = '', name = ''] = place.split('.');
  const whole = request[part as 'body' | 'params' | 'query'];
  if (typeof whole !== 'object' || whole === null || !Object.hasOwn(whole, name)) return undefined;
  return (whole as Record<string, unknown>)[name];
}
