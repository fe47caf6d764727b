import { nextChain } from '../chain.js';
import { isInstant } from '../instant.js';
import type { CertificateBook } from '../verify/certificate-book.js';
import type { LogRule } from '../verify/log-verification.js';
import { trailEntryHash, type SignedTrailEntry } from './trail-entry.js';
import { trailGenesis, verifyTrailHead, type TrailPlace } from './trail-head.js';

/** As of a log; `anchor` where the trail does not lead through a place that somebody outside of the database knows. */
export type TrailRule = Exclude<LogRule, 'epoch'> | 'anchor';

export interface TrailFault {
  readonly seq: number;
  readonly rule: TrailRule;
}

/** Where a trail ends by its own word. */
export interface StoredTrailHead extends TrailPlace {
  readonly signer: string | null;
  readonly signature: string | null;
}

/**
 * Follows the trail of one node entry by entry, as an auditor does who trusts nothing but the root key. Nothing is to be taken
 * after a fault. Whoever can put back an older state of the whole database leaves a trail that holds: only a place of it that is
 * known outside (`anchor`) shows that it was longer.
 */
export class TrailVerification {
  private place: TrailPlace;
  private signed = { seq: 0, signer: null as string | null, signature: null as string | null };
  private signatureCount = 0;

  constructor(
    private readonly unit: string,
    private readonly book: CertificateBook,
    private readonly anchor?: TrailPlace,
  ) {
    this.place = { seq: 0, chain: trailGenesis(unit) };
  }

  get at(): TrailPlace {
    return this.place;
  }

  get signatures(): number {
    return this.signatureCount;
  }

  take(entry: SignedTrailEntry): TrailFault | undefined {
    const seq = this.place.seq + 1;
    if (entry.seq !== seq) return { seq, rule: 'gap' };
    const chain = nextChain(this.place.chain, trailEntryHash(seq, entry));
    if (entry.chain !== chain || !isInstant(entry.at)) return { seq, rule: 'chain' };
    this.place = { seq, chain };
    if (this.anchor?.seq === seq && this.anchor.chain !== chain) return { seq, rule: 'anchor' };
    const { signer, signature } = entry;
    if (signer === null && signature === null) return undefined;
    if (signer === null || signature === null) return { seq, rule: 'signature' };
    return this.takeSignature(seq, signer, signature, new Date(entry.at));
  }

  /** After the last entry: the trail must end where its head says, signed, and not before the anchor. */
  end(head: StoredTrailHead | undefined): TrailFault | undefined {
    const { seq, chain } = this.place;
    if (!head || head.seq !== seq || (seq > 0 && head.chain !== chain)) {
      return { seq: head?.seq ?? 0, rule: 'head' };
    }
    if (this.signed.seq !== seq) return { seq, rule: 'unsigned' };
    if (head.signer !== this.signed.signer || head.signature !== this.signed.signature)
      return { seq, rule: 'head' };
    if (this.anchor && this.anchor.seq > seq) return { seq: this.anchor.seq, rule: 'anchor' };
    return undefined;
  }

  private takeSignature(seq: number, signer: string, signature: string, at: Date): TrailFault | undefined {
    this.signatureCount += 1;
    const verified = this.book.signerAt(signer, at);
    if (verified?.unit !== this.unit) return { seq, rule: 'certificate' };
    const head = { unit: this.unit, ...this.place };
    if (!verifyTrailHead(verified.key, head, signature)) return { seq, rule: 'signature' };
    this.signed = { seq, signer, signature };
    return undefined;
  }
}
