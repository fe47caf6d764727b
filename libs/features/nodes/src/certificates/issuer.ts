import { Inject, Injectable } from '@nestjs/common';
import { SilianError, unitLevel } from '#core/kernel';
import { fingerprint, issueCertificate, type CertificateChain } from '#core/protocol';
import { Clock } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { isRevokedKey, putCertificate, type Sql } from '#platform/storage';

/** A certificate's life. Its node renews it long before it ends, and it can be revoked at any time. */
const CERTIFICATE_DAYS = 5 * 365;

const DAY_MS = 24 * 3_600_000;

/** A certificate that starts with a moment in the past survives a small step back of the clock. */
const NOT_BEFORE_SLACK_MS = DAY_MS;

/** Issues certificates with this node's own key and chain. */
@Injectable()
export class Issuer {
  constructor(
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  get rootKey(): string {
    return this.identity.trustRoot;
  }

  /**
   * A certificate for a unit below. It is known here before anybody speaks with it. A key that was revoked never gets
   * another one: whoever has it would speak again.
   */
  async issue(sql: Sql, unit: string, publicKey: string): Promise<CertificateChain> {
    const level = unitLevel(unit);
    if (!level) throw new SilianError('unit_code_invalid', { unit });
    if (await isRevokedKey(sql, publicKey)) throw new SilianError('node_revoked', { unit });
    const { key, chain: own } = this.identity;
    const now = this.clock.now().getTime();
    const chain = issueCertificate(key, own, {
      ...{ unit, level, publicKey },
      notBefore: new Date(now - NOT_BEFORE_SLACK_MS),
      notAfter: new Date(now + CERTIFICATE_DAYS * DAY_MS),
    });
    const [leaf] = chain;
    if (leaf) await putCertificate(sql, { fingerprint: fingerprint(leaf), unit, chain });
    return chain;
  }
}
