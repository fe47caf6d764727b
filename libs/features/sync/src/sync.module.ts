import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Database, putCertificate } from '#platform/storage';
import { LedgerModule } from '#features/ledger';
import { BundleExporter, BundleImporter } from './bundle/index.js';
import { FramesController } from './receive/frames.controller.js';
import { LinkAuthenticator } from './receive/link-authenticator.js';
import { Receiver } from './receive/receiver.service.js';
import { Signers } from './receive/signers.js';
import { ParentClient } from './uplink/parent-client.js';
import { Uplink } from './uplink/uplink.service.js';

@Module({
  imports: [LedgerModule],
  controllers: [FramesController],
  providers: [Receiver, LinkAuthenticator, Signers, ParentClient, Uplink, BundleExporter, BundleImporter],
})
export class SyncModule implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
  ) {}

  /** This node's own certificate stands with the others, since its logs carry its signatures. */
  async onModuleInit(): Promise<void> {
    const { fingerprint, unit, chain } = this.identity;
    await putCertificate(this.database.sql, { fingerprint, unit, chain });
  }
}
