import { SilianError } from '#core/kernel';
import { readDirective, type BlobName, type Directive, type DownLogId } from '#core/protocol';
import type { DirectiveJudgement } from '#platform/storage';
import { readBlobName } from './document.js';
import { isKind, KINDS, type Kind } from './kinds.js';

/** What is not acted by, with the reason: it stays in its log and is passed on, for others may know better. */
function marked(kind: string, fault: string, blob?: BlobName): DirectiveJudgement {
  const about = { record: null, blob: blob?.digest ?? null, blobBytes: blob?.bytes ?? null };
  return { kind, ...about, state: 'marked', fault };
}

/** What this node makes of a line that its issuer has signed. `top` is the unit at the top of the tree. */
export function judge(line: string, log: DownLogId, top: string): DirectiveJudgement {
  const directive = readDirective(line);
  if (!directive) return marked('', 'unreadable');
  const { kind } = directive;
  const blob = blobOf(directive);
  if (!isKind(kind)) return marked(kind, 'kind_unknown', blob);
  if (!isEntitled(KINDS[kind].issuer, log, top)) return marked(kind, 'issuer_not_entitled', blob);
  try {
    KINDS[kind].read(directive.body);
  } catch (error) {
    if (!(error instanceof SilianError)) throw error;
    return marked(kind, `body_invalid:${error.params['path'] ?? ''}`, blob);
  }
  return {
    kind,
    record: kind === 'return' ? KINDS.return.read(directive.body).record : null,
    blob: blob?.digest ?? null,
    blobBytes: blob?.bytes ?? null,
    state: KINDS[kind].needsWork ? 'waiting' : 'applied',
    fault: null,
  };
}

function isEntitled(issuer: Kind<unknown>['issuer'], log: DownLogId, top: string): boolean {
  switch (issuer) {
    case 'covers':
      return true;
    case 'above':
      return log.issuer !== log.addressee;
    case 'top':
      return log.issuer === top && log.addressee === top;
  }
}

/** Any kind may name a document; whoever relays it fetches it, whether or not the kind is known here. */
function blobOf({ body }: Directive): BlobName | undefined {
  try {
    return readBlobName(body['blob']);
  } catch {
    return undefined;
  }
}
