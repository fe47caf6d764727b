import { Module } from '@nestjs/common';
import { LedgerModule } from '#features/ledger';
import { NodesModule } from '#features/nodes';
import { UnitsModule } from '#features/units';
import { Allocations } from './api/allocation.js';
import { AnnouncementsController } from './api/announcements.controller.js';
import { AssignmentsController } from './api/assignments.controller.js';
import { CataloguesController } from './api/catalogues.controller.js';
import { Desk } from './api/desk.js';
import { DownlinkController } from './api/downlink.controller.js';
import { GivenTargets } from './api/given-targets.js';
import { ReturnsController } from './api/returns.controller.js';
import { Returns } from './api/returns.js';
import { TargetsController } from './api/targets.controller.js';
import { UnlocksController } from './api/unlocks.controller.js';
import { Unlocks } from './api/unlocks.js';
import { Applying } from './apply/applying.js';
import { Catalogues } from './apply/catalogues.js';
import { Reorganisations } from './apply/reorganisations.js';
import { Tiers } from './apply/tiers.js';
import { BlobsController } from './feed/blobs.controller.js';
import { DownController } from './feed/down.controller.js';
import { BlobFetcher } from './follow/blob-fetcher.js';
import { DownBook } from './follow/down-book.js';
import { DownFollower } from './follow/down-follower.js';
import { CatalogueIssue } from './issue/catalogue-issue.js';
import { Directives } from './issue/directives.js';

/** What the units above say to those below: catalogue, units, announcements, targets, returns, assignments. */
@Module({
  imports: [LedgerModule, NodesModule, UnitsModule],
  controllers: [
    ...[DownController, BlobsController, AnnouncementsController, TargetsController],
    ...[
      ReturnsController,
      AssignmentsController,
      UnlocksController,
      CataloguesController,
      DownlinkController,
    ],
  ],
  providers: [
    ...[
      Directives,
      Desk,
      Returns,
      Unlocks,
      Allocations,
      GivenTargets,
      Tiers,
      Catalogues,
      Reorganisations,
      Applying,
      CatalogueIssue,
    ],
    ...[DownBook, BlobFetcher, DownFollower],
  ],
  exports: [CatalogueIssue, Directives, GivenTargets, Returns, Unlocks],
})
export class GuidanceModule {}
