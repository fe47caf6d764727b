import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { readCertificateChain, type CertificateChain, type VerifiedSigner } from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { linkTokenFault, linkTokenSigner, type LinkRequest } from '#platform/identity';
import { Jurisdiction } from '#features/units';
import { Signers } from './signers.js';

/** Finds out which node below speaks, and refuses everybody else. */
@Injectable()
export class LinkAuthenticator {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signers) private readonly signers: Signers,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  async authenticate(
    authorization: string | undefined,
    certificate: string | undefined,
    request: LinkRequest,
  ): Promise<VerifiedSigner> {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    const fingerprint = token === undefined ? undefined : linkTokenSigner(token);
    if (token === undefined || fingerprint === undefined) throw refuse('missing');
    const outcome = await this.signers.find(fingerprint, readChain(certificate));
    if (!('signer' in outcome)) throw refuse('certificate');
    const { signer } = outcome;
    // A node that moved comes with the certificate of its old unit, or stays with its old parent for a while.
    const below = signer.unit !== this.config.unit && this.jurisdiction.relays(this.config.unit, signer.unit);
    if (!below) throw refuse('scope');
    const fault = await linkTokenFault(token, signer, request, this.clock.now());
    if (fault) throw refuse(fault);
    return signer;
  }
}

function refuse(rule: string): SilianError {
  return new SilianError('link_token_invalid', { rule });
}

function readChain(header: string | undefined): CertificateChain | undefined {
  if (header === undefined) return undefined;
  try {
    return readCertificateChain(JSON.parse(Buffer.from(header, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}
