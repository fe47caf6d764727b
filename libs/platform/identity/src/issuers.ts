import { fingerprint, type CertificateChain } from '#core/protocol';
import { isLevel, type Level } from '#core/kernel';

/** A tier above this node, as the node's own certificate names it. */
export interface Issuer {
  readonly unit: string;
  readonly level: Level;
  readonly chain: CertificateChain;
}

/** The nodes above, the nearest first: each has issued the certificate of the one below. */
export function issuersOf(chain: CertificateChain): Issuer[] {
  return chain.slice(1).flatMap((certificate, index) => {
    const { unit, level } = JSON.parse(certificate.claims) as { unit?: unknown; level?: unknown };
    return typeof unit === 'string' && isLevel(level) ? [{ unit, level, chain: chain.slice(index + 1) }] : [];
  });
}

/** The certificates of the tiers above that this node has from the start, by fingerprint. */
export function knownChains(issuers: readonly Issuer[]): Map<string, CertificateChain> {
  return new Map(issuers.flatMap(({ chain }) => (chain[0] ? [[fingerprint(chain[0]), chain] as const] : [])));
}
