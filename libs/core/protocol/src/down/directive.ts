import { canonicalJson, type Json, UUID } from '#core/kernel';
import { digest } from '../digest.js';
import { isInstant } from '../instant.js';
import { DIRECTIVE_BYTES_MAX } from '../limits.js';

/** What a unit says to the units below it. The body is read where it is applied: relays carry kinds that they do not know. */
export interface Directive {
  /** UUID, lower case. */
  readonly id: string;
  readonly kind: string;
  /** RFC 3339 in UTC with milliseconds. */
  readonly issuedAt: string;
  readonly body: { readonly [name: string]: Json };
}

/** A document that is too large for a directive: it travels by its digest, beside the log. */
export interface BlobName {
  /** SHA-256 of the document's UTF-8 bytes, base64url. */
  readonly digest: string;
  readonly bytes: number;
}

const KIND = /^[a-z][a-z0-9-]{0,63}$/;
const OBJECT_LINE = /^\{[^\u0000-\u001f]*\}$/;

/** A directive as its line. Throws a RangeError where it is larger than `DIRECTIVE_BYTES_MAX`. */
export function sealDirective(directive: Directive): string {
  const line = canonicalJson({ ...directive });
  if (isDirectiveLine(line)) return line;
  throw new RangeError(`a directive has at most ${DIRECTIVE_BYTES_MAX} bytes`);
}

/** True for what can stand in a down log, whether or not it can be read. */
export function isDirectiveLine(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.isWellFormed() &&
    Buffer.byteLength(value) <= DIRECTIVE_BYTES_MAX &&
    OBJECT_LINE.test(value)
  );
}

/** Undefined where the line is no directive: it stays in its log, and nobody acts by it. Unknown members are passed over. */
export function readDirective(line: string): Directive | undefined {
  try {
    const { id, kind, issuedAt, body } = JSON.parse(line) as Partial<Record<keyof Directive, unknown>>;
    if (typeof id !== 'string' || !UUID.test(id)) return undefined;
    if (typeof kind !== 'string' || !KIND.test(kind) || !isInstant(issuedAt)) return undefined;
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
    return { id, kind, issuedAt, body: body as Directive['body'] };
  } catch {
    return undefined;
  }
}

export function directiveHash(line: string): string {
  return digest(`silian-directive/1\n${line}`);
}
