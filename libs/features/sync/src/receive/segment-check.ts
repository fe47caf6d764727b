import { SilianError } from '#core/kernel';
import {
  chainsOf,
  headAfter,
  staysGood,
  verifyCheckpoint,
  type Head,
  type Segment,
  type VerifiedSigner,
} from '#core/protocol';
import type { Signers, StatedRevocations } from '#features/nodes';
import type { Jurisdiction } from '#features/units';

/** A segment whose hashes, signature and certificate hold. Whether it continues the log is seen under its lock. */
export interface SoundSegment {
  readonly segment: Segment;
  readonly chains: readonly string[];
  readonly head: Head;
  readonly signer: VerifiedSigner;
}

/** Checks what needs no lock; throws the refusal of this one log. */
export async function checkSegment(
  segment: Segment,
  sender: VerifiedSigner,
  signers: Signers,
  jurisdiction: Jurisdiction,
  revoked: StatedRevocations,
): Promise<SoundSegment> {
  const { origin } = segment;
  if (!jurisdiction.relays(sender.unit, origin)) throw new SilianError('origin_outside', { origin });
  const found = await signers.find(segment.checkpoint.signer, segment.certificates);
  if (!('signer' in found)) {
    if (found.fault === 'unknown') throw new SilianError('certificate_needed', { origin });
    throw new SilianError('certificate_invalid', { origin, rule: found.fault });
  }
  const { signer } = found;
  if (!jurisdiction.covers(signer.unit, origin)) {
    throw new SilianError('certificate_invalid', { origin, rule: 'scope' });
  }
  const chains = chainsOf(segment);
  const head = headAfter(segment, chains);
  if (!verifyCheckpoint(signer.key, head, segment.checkpoint.signature)) {
    throw new SilianError('signature_invalid', { origin });
  }
  refuseRevoked(head, signer, revoked);
  return { segment, chains, head, signer };
}

/** What a revoked key signed up to the cut-off stays good, whoever brings it, whenever; nothing else of it is taken. */
export function isCutOff(head: Head, signer: VerifiedSigner, revoked: StatedRevocations): boolean {
  const stated = revoked.get(signer.fingerprint);
  return stated !== undefined && !staysGood(head, stated);
}

/** Throws `signer_revoked`. */
export function refuseRevoked(head: Head, signer: VerifiedSigner, revoked: StatedRevocations): void {
  if (isCutOff(head, signer, revoked)) throw new SilianError('signer_revoked', { origin: head.origin });
}
