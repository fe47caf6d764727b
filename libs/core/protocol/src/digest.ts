import { hash } from 'node:crypto';

/** SHA-256 of a text's UTF-8 bytes as 43 characters of base64url. The one-shot form is the fast one for short texts. */
export function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}

const DIGEST = /^[A-Za-z0-9_-]{43}$/;

export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && DIGEST.test(value);
}
