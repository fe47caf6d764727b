import type { CredentialKind } from '#platform/rate-limits';
import { bearerOf, type CallerRequest } from './caller-sources.js';

export interface Credential {
  readonly kind: CredentialKind;
  readonly text: string;
}

/** What a request shows to be known by; undefined where it shows nothing, and so guesses nothing. */
export function credentialOf(request: Pick<CallerRequest, 'headers'>): Credential | undefined {
  const token = bearerOf(request);
  if (token !== undefined) return { kind: 'token', text: token };
  const { cookie } = request.headers;
  return typeof cookie === 'string' && cookie !== '' ? { kind: 'cookie', text: cookie } : undefined;
}
