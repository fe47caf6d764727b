import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { isDigest, proveParent, type ParentProof } from '#core/protocol';
import { NODE_IDENTITY, OpenRoute, type NodeIdentity } from '#platform/identity';
import { Database, recordPairing } from '#platform/storage';
import { LinkAuthenticator, type LinkRequest } from '../link/link-authenticator.js';
import { NodeRegistry } from '../registry/node-registry.js';

/** Node to node: a child that was sent here asks whether this is the node that it looks for, and whether it is welcome. */
@ApiExcludeController()
@OpenRoute()
@Controller('sync/v1/parent')
export class ParentProofController {
  constructor(
    @Inject(LinkAuthenticator) private readonly authenticator: LinkAuthenticator,
    @Inject(Database) private readonly database: Database,
    @Inject(NodeRegistry) private readonly registry: NodeRegistry,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
  ) {}

  @Post()
  @HttpCode(200)
  async prove(@Req() request: LinkRequest): Promise<ParentProof> {
    const { sender, value } = await this.authenticator.open(request);
    const nonce = (value as { nonce?: unknown } | null)?.nonce;
    if (!isDigest(nonce)) throw new SilianError('body_invalid');
    // From now on the unit is entered there, as if the node had been paired here.
    const { unit, level, fingerprint } = sender;
    await recordPairing(this.database.sql, { unit, level, fingerprint, version: null });
    await this.registry.reload();
    const { key, chain } = this.identity;
    return proveParent(key, chain, fingerprint, nonce);
  }
}
