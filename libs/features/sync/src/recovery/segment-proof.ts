import {
  chainsOf,
  headAfter,
  verifyChain,
  verifyCheckpoint,
  type CertificateChain,
  type Head,
  type Segment,
  type VerifiedSigner,
} from '#core/protocol';

/** A segment of an own log that is proven by its origin's signature. */
export interface ProvenSegment {
  readonly segment: Segment;
  readonly chains: readonly string[];
  readonly head: Head;
  readonly signer: VerifiedSigner;
}

/**
 * Proves what the parent gives back as strictly as the parent proved it when it took it. Certificates may have ended
 * since: they are judged by a time at which all of them held. Undefined where anything is wrong.
 */
export function proveSegment(
  segment: Segment,
  chain: CertificateChain | undefined,
  trustRoot: string,
  covers: (signerUnit: string, origin: string) => boolean,
): ProvenSegment | undefined {
  const outcome = chain && verifyChain(chain, trustRoot, lastBeginning(chain));
  if (!outcome || !('signer' in outcome)) return undefined;
  const { signer } = outcome;
  const chains = chainsOf(segment);
  const head = headAfter(segment, chains);
  const sound =
    signer.fingerprint === segment.checkpoint.signer &&
    covers(signer.unit, segment.origin) &&
    verifyCheckpoint(signer.key, head, segment.checkpoint.signature);
  return sound ? { segment, chains, head, signer } : undefined;
}

/** When the last of the certificates began to hold; whatever is no certificate is judged by `verifyChain`. */
function lastBeginning(chain: CertificateChain): Date {
  const times = chain.map(({ claims }) => Date.parse(beginningOf(claims)));
  const latest = Math.max(...times.filter((time) => !Number.isNaN(time)), 0);
  return new Date(latest);
}

function beginningOf(claims: string): string {
  try {
    return String((JSON.parse(claims) as { notBefore?: unknown } | null)?.notBefore);
  } catch {
    return '';
  }
}
