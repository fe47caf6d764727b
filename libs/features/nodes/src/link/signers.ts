import { Inject, Injectable } from '@nestjs/common';
import { fingerprint, verifyChain, type CertificateChain, type VerifiedSigner } from '#core/protocol';
import { Clock } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Database, findCertificates, putCertificate, revocationsOf, type Sql } from '#platform/storage';

/** Verified signers kept in memory: more than the nodes of the largest city. */
const CACHE_MAX = 20_000;

/** A verified chain is looked at again after this time, so that an expired certificate stops working. */
const CACHE_MS_MAX = 60_000;

export type SignerOutcome =
  { readonly signer: VerifiedSigner } | { readonly fault: 'unknown' | 'mismatch' | (string & {}) };

/** Knows the certificates of signers: from memory, from the database, or from what the sender brought along. */
@Injectable()
export class Signers {
  private readonly cache = new Map<string, { signer: VerifiedSigner; untilMs: number }>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async find(print: string, brought: CertificateChain | undefined): Promise<SignerOutcome> {
    const now = this.clock.now();
    const cached = this.cache.get(print);
    if (cached && cached.untilMs > now.getTime()) return { signer: cached.signer };
    const stored = (await findCertificates(this.database.sql, [print])).get(print);
    const chain = stored ?? brought;
    if (!chain) return { fault: 'unknown' };
    const leaf = chain[0];
    if (!leaf || typeof leaf.claims !== 'string' || fingerprint(leaf) !== print) return { fault: 'mismatch' };
    const outcome = verifyChain(chain, this.identity.trustRoot, now);
    if ('fault' in outcome) return outcome;
    if (!stored && (await this.isIssuedByRevoked(chain))) return { fault: 'revoked' };
    if (!stored)
      await putCertificate(this.database.sql, { fingerprint: print, unit: outcome.signer.unit, chain });
    this.remember(outcome.signer, now.getTime());
    return outcome;
  }

  /** The unit of a signer that was accepted before, also where its certificate has ended since. */
  async unitOf(sql: Sql, print: string): Promise<string | undefined> {
    const cached = this.cache.get(print);
    if (cached) return cached.signer.unit;
    const [own] = (await findCertificates(sql, [print])).get(print) ?? [];
    return own && (JSON.parse(own.claims) as { unit?: string }).unit;
  }

  /** A certificate that nobody has seen yet, from a key that speaks no more: a thief's. Those known before hold on. */
  private async isIssuedByRevoked([, ...above]: CertificateChain): Promise<boolean> {
    return above.length > 0 && (await revocationsOf(this.database.sql, above.map(fingerprint))).length > 0;
  }

  private remember(signer: VerifiedSigner, nowMs: number): void {
    if (this.cache.size >= CACHE_MAX) this.cache.clear();
    this.cache.set(signer.fingerprint, { signer, untilMs: nowMs + CACHE_MS_MAX });
  }
}
