import type { Certificate, CertificateChain, CertificateClaims } from '#core/protocol';

/** Which share of a certificate's life is left: 1 at its beginning, 0 at its end and afterwards. */
export function lifeLeft([own]: CertificateChain, now: Date): number {
  if (!own) return 0;
  const { notBefore, notAfter } = claimsOf(own);
  const [begin, end] = [Date.parse(notBefore), Date.parse(notAfter)];
  return Math.min(1, Math.max(0, (end - now.getTime()) / (end - begin)));
}

/** Of a certificate that was verified before. */
export function claimsOf({ claims }: Certificate): CertificateClaims {
  return JSON.parse(claims) as CertificateClaims;
}
