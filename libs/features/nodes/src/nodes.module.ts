import { Module } from '@nestjs/common';
import { ConsentModule } from '#features/consent';
import { UnitsModule } from '#features/units';
import { CertificatesController } from './certificates/certificates.controller.js';
import { Issuer } from './certificates/issuer.js';
import { Rotation } from './certificates/rotation.js';
import { HeartbeatController } from './heartbeat/heartbeat.controller.js';
import { HeartbeatSender } from './heartbeat/heartbeat-sender.js';
import { Heartbeats } from './heartbeat/heartbeats.js';
import { LinkAuthenticator } from './link/link-authenticator.js';
import { ParentContact } from './link/parent-contact.js';
import { ParentLink } from './link/parent-link.js';
import { Signers } from './link/signers.js';
import { UrgentLane } from './link/urgent-lane.js';
import { TrustUpkeep } from './link/trust-upkeep.js';
import { ParentMove } from './parent/parent-move.js';
import { ParentProofController } from './parent/parent-proof.controller.js';
import { PairingRequestsController } from './pairing/pairing-requests.controller.js';
import { Pairings } from './pairing/pairings.js';
import { PairingsController } from './pairing/pairings.controller.js';
import { NodeRegistry } from './registry/node-registry.js';
import { NodesController } from './registry/nodes.controller.js';
import { RevocationExchange } from './revocation/revocation-exchange.js';
import { Revocations } from './revocation/revocations.js';

/** Who the nodes around this one are, and how they speak to each other safely. What they say is the other features'. */
@Module({
  imports: [ConsentModule, UnitsModule],
  controllers: [
    HeartbeatController,
    CertificatesController,
    PairingRequestsController,
    PairingsController,
    NodesController,
    ParentProofController,
  ],
  providers: [
    ...[
      LinkAuthenticator,
      ParentLink,
      ParentContact,
      Signers,
      NodeRegistry,
      Heartbeats,
      HeartbeatSender,
      TrustUpkeep,
    ],
    ...[UrgentLane, Issuer, Rotation, Pairings, Revocations, RevocationExchange, ParentMove],
  ],
  exports: [
    LinkAuthenticator,
    ParentLink,
    ParentContact,
    Signers,
    NodeRegistry,
    Heartbeats,
    Revocations,
    UrgentLane,
  ],
})
export class NodesModule {}
