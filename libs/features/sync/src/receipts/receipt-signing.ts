import { signReceipt, type FrameAnswer } from '#core/protocol';
import type { NodeIdentity } from '#platform/identity';

/**
 * Signs for every log of the frame, also for one that did not move: a node that was restored takes its receipts back
 * so. Costs one Ed25519 signature, some 50 µs, per log and frame.
 */
export function withReceipts(identity: NodeIdentity, answer: FrameAnswer, at: string): FrameAnswer {
  const { key, unit, fingerprint } = identity;
  const heads = answer.heads.map((head) => {
    const signature = signReceipt(key, { ...head, tier: unit, at });
    return { ...head, receipt: { signer: fingerprint, at, signature } };
  });
  return { ...answer, heads };
}
