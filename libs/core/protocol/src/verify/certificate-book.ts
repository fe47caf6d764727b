import { fingerprint, verifyChain, type CertificateChain, type VerifiedSigner } from '../certificate.js';

/** A signer whose certificates were followed up to the root, and how long all of them hold. */
interface KnownSigner {
  readonly signer: VerifiedSigner;
  readonly notBefore: string;
  readonly notAfter: string;
}

/** The signers of logs, by fingerprint: who they were at the time when they signed. */
export class CertificateBook {
  private readonly chains = new Map<string, CertificateChain>();
  private readonly known = new Map<string, KnownSigner>();

  constructor(private readonly trustRoot: string) {}

  has(print: string): boolean {
    return this.chains.has(print);
  }

  /** The first chain that is given for a fingerprint stays. */
  add(print: string, chain: CertificateChain): void {
    if (!this.chains.has(print)) this.chains.set(print, chain);
  }

  /** Undefined where the certificates do not hold at that moment. That they have ended since takes nothing away. */
  signerAt(print: string, at: Date): VerifiedSigner | undefined {
    const known = this.known.get(print);
    const instant = at.toISOString();
    if (known && known.notBefore <= instant && instant < known.notAfter) return known.signer;
    const chain = this.chains.get(print);
    const [own] = chain ?? [];
    if (!chain || !own || fingerprint(own) !== print) return undefined;
    const outcome = verifyChain(chain, this.trustRoot, at);
    if (!('signer' in outcome)) return undefined;
    this.known.set(print, { signer: outcome.signer, ...commonPeriod(chain) });
    return outcome.signer;
  }
}

/** Of a chain that was verified. Instants of one form compare as texts. */
function commonPeriod(chain: CertificateChain): { notBefore: string; notAfter: string } {
  const periods = chain.map(({ claims }) => JSON.parse(claims) as { notBefore: string; notAfter: string });
  const begins = periods.map(({ notBefore }) => notBefore).sort();
  const ends = periods.map(({ notAfter }) => notAfter).sort();
  return { notBefore: begins.at(-1) ?? '', notAfter: ends[0] ?? '' };
}
