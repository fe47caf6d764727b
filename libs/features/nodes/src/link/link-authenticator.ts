import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { readCertificateChain, type CertificateChain, type VerifiedSigner } from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { checkLinkToken, linkTokenSigner } from '#platform/identity';
import { Database, useLinkToken } from '#platform/storage';
import { Jurisdiction } from '#features/units';
import { Signers } from './signers.js';

/** As much of an HTTP request between nodes as its token is about. */
export interface LinkRequest {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Bytes as they came; anything else is no body. */
  readonly body?: unknown;
}

const NO_BODY = new Uint8Array();

/** Finds out which node below speaks, and refuses everybody else. */
@Injectable()
export class LinkAuthenticator {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signers) private readonly signers: Signers,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Database) private readonly database: Database,
  ) {}

  async authenticate({ method, url, headers, body }: LinkRequest): Promise<VerifiedSigner> {
    const token = /^Bearer +(\S+)$/i.exec(oneOf(headers['authorization']) ?? '')?.[1];
    const fingerprint = token === undefined ? undefined : linkTokenSigner(token);
    if (token === undefined || fingerprint === undefined) throw refuse('missing');
    const outcome = await this.signers.find(fingerprint, readChain(oneOf(headers['silian-certificate'])));
    if (!('signer' in outcome)) throw refuse('certificate');
    const { signer } = outcome;
    // A node that moved comes with the certificate of its old unit, or stays with its old parent for a while.
    const below = signer.unit !== this.config.unit && this.jurisdiction.relays(this.config.unit, signer.unit);
    if (!below) throw refuse('scope');
    const target = { method, path: url, body: Buffer.isBuffer(body) ? body : NO_BODY };
    const checked = await checkLinkToken(token, signer, target, this.clock.now());
    if ('fault' in checked) throw refuse(checked.fault);
    await this.useUp(checked.id, signer);
    return signer;
  }

  /** A token is good once; a node that was stopped from above is told so, whatever it asks. */
  private async useUp(id: string, { unit, fingerprint }: VerifiedSigner): Promise<void> {
    const use = await useLinkToken(this.database.sql, { id, unit, signer: fingerprint });
    if (!use.fresh) throw refuse('replayed');
    if (use.revoked) throw new SilianError('node_revoked', { unit });
    if (use.suspended) throw new SilianError('node_suspended', { unit });
  }

  /** Who speaks, and the JSON that it says. */
  async open(request: LinkRequest): Promise<{ readonly sender: VerifiedSigner; readonly value: unknown }> {
    const sender = await this.authenticate(request);
    if (!Buffer.isBuffer(request.body)) throw new SilianError('media_type_unsupported');
    try {
      return { sender, value: JSON.parse(request.body.toString('utf8')) as unknown };
    } catch {
      throw new SilianError('body_invalid');
    }
  }
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? undefined : header;
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
