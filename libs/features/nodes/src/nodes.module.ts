import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Database, putCertificate } from '#platform/storage';
import { UnitsModule } from '#features/units';
import { HeartbeatController } from './heartbeat/heartbeat.controller.js';
import { HeartbeatSender } from './heartbeat/heartbeat-sender.js';
import { Heartbeats } from './heartbeat/heartbeats.js';
import { LinkAuthenticator } from './link/link-authenticator.js';
import { ParentLink } from './link/parent-link.js';
import { Signers } from './link/signers.js';
import { UrgentLane } from './link/urgent-lane.js';
import { NodeRegistry } from './registry/node-registry.js';

/** Who the nodes around this one are, and how they speak to each other safely. What they say is the other features'. */
@Module({
  imports: [UnitsModule],
  controllers: [HeartbeatController],
  providers: [LinkAuthenticator, ParentLink, Signers, NodeRegistry, Heartbeats, HeartbeatSender, UrgentLane],
  exports: [LinkAuthenticator, ParentLink, Signers, NodeRegistry, Heartbeats, UrgentLane],
})
export class NodesModule implements OnModuleInit {
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
