import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { readRenewal, type CertificateChain } from '#core/protocol';
import { OpenRoute } from '#platform/identity';
import { Database, lockTrustOf, revocationsOf } from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '../link/link-authenticator.js';
import { Issuer } from './issuer.js';

/** Node to node: a child asks for a certificate of its new key, with its old key's token. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/certificates')
export class CertificatesController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Database) private readonly database: Database,
    @Inject(Issuer) private readonly issuer: Issuer,
  ) {}

  @Post()
  @HttpCode(200)
  async renew(@Req() request: LinkRequest): Promise<{ readonly chain: CertificateChain }> {
    const { sender, value } = await this.authenticator.open(request);
    const { unit, fingerprint } = sender;
    const publicKey = readRenewal(value, fingerprint);
    if (publicKey === undefined) throw new SilianError('renewal_invalid');
    const chain = await this.database.transaction(async (tx) => {
      // A revocation under way must not be outrun: it takes the same lock and names every key that was issued before.
      await lockTrustOf(tx, unit);
      if ((await revocationsOf(tx, [fingerprint])).length > 0)
        throw new SilianError('node_revoked', { unit });
      return this.issuer.issue(tx, unit, publicKey);
    });
    return { chain };
  }
}
