import { hash, randomUUID, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import type { NodeIdentity } from './node-identity.js';

/** A token is good for this long; a recorded one cannot be used later. */
const LIFETIME_SECONDS = 60;

/** A token that wants to live longer is refused: it would have to be remembered for longer. */
const LIFETIME_SECONDS_MAX = LIFETIME_SECONDS;

/** How far two clocks may differ before the child corrects itself by the parent's Date header. */
const CLOCK_TOLERANCE_SECONDS = 30;

export interface LinkRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
}

function bodyDigest(body: Uint8Array): string {
  return hash('sha256', body, 'base64url');
}

/** Signs one request: the token is worth nothing with another method, path or body. `now` is the parent's time. */
export function signLinkToken(identity: NodeIdentity, request: LinkRequest, now: Date): Promise<string> {
  const issued = Math.floor(now.getTime() / 1_000);
  return new SignJWT({ htm: request.method, htp: request.path, dig: bodyDigest(request.body) })
    .setProtectedHeader({ alg: 'EdDSA', kid: identity.fingerprint })
    .setIssuer(identity.unit)
    .setIssuedAt(issued)
    .setExpirationTime(issued + LIFETIME_SECONDS)
    .setJti(randomUUID())
    .sign(identity.key);
}

/** The fingerprint of the certificate that a token says it was signed with. */
export function linkTokenSigner(token: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

export type LinkTokenFault = 'signature' | 'clock' | 'request' | 'lifetime';

/** Checks a token against the request; gives the rule that it breaks, or what to remember it by where it is good. */
export async function checkLinkToken(
  token: string,
  signer: { readonly key: KeyObject; readonly unit: string },
  request: LinkRequest,
  now: Date,
): Promise<{ readonly fault: LinkTokenFault } | { readonly id: string }> {
  try {
    const { payload } = await jwtVerify(token, signer.key, {
      algorithms: ['EdDSA'],
      issuer: signer.unit,
      currentDate: now,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['iat', 'exp', 'jti'],
    });
    const { iat = 0, exp = 0, jti } = payload;
    if (iat > now.getTime() / 1_000 + CLOCK_TOLERANCE_SECONDS) return { fault: 'clock' };
    if (exp - iat > LIFETIME_SECONDS_MAX) return { fault: 'lifetime' };
    if (typeof jti !== 'string') return { fault: 'signature' };
    const bound =
      payload['htm'] === request.method &&
      payload['htp'] === request.path &&
      payload['dig'] === bodyDigest(request.body);
    return bound ? { id: tokenId(signer.unit, jti) } : { fault: 'request' };
  } catch (error) {
    return { fault: (error as { code?: string }).code === 'ERR_JWT_EXPIRED' ? 'clock' : 'signature' };
  }
}

/** Of one length, whatever the sender chose; and of its unit, so that nobody uses up what another one will say. */
function tokenId(unit: string, jti: string): string {
  return hash('sha256', `${unit}\n${jti}`, 'base64url');
}
