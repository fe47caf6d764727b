import { Module } from '@nestjs/common';
import { ConsentModule } from '#features/consent';
import { LedgerModule } from '#features/ledger';
import { NodesModule } from '#features/nodes';
import { UnitsModule } from '#features/units';
import { BundleExporter, BundleImporter } from './bundle/index.js';
import { Adoption } from './handover/adoption.js';
import { HandOvers } from './handover/hand-overs.js';
import { HandOversController } from './handover/hand-overs.controller.js';
import { MovesController } from './handover/moves.controller.js';
import { BranchComparison } from './epochs/branch-comparison.js';
import { LogsController } from './epochs/logs.controller.js';
import { NextEpoch } from './epochs/next-epoch.js';
import { RecordRewriting } from './epochs/record-rewriting.js';
import { HeadComparison } from './heads/head-comparison.js';
import { HeadsController } from './heads/heads.controller.js';
import { Audit } from './repair/audit.service.js';
import { Mender } from './repair/mender.js';
import { ParentAid } from './repair/parent-aid.js';
import { ReconcileController } from './repair/reconcile.controller.js';
import { RepairsController } from './repair/repairs.controller.js';
import { FrameGate } from './receive/frame-gate.js';
import { FramesController } from './receive/frames.controller.js';
import { ReceiptBook } from './receipts/receipt-book.js';
import { ReceiptsFollower } from './receipts/receipts-follower.js';
import { ReceiptsController } from './receipts/receipts.controller.js';
import { TailGiving } from './recovery/tail-giving.js';
import { TailRecovery } from './recovery/tail-recovery.js';
import { TailTaking } from './recovery/tail-taking.js';
import { TailsController } from './recovery/tails.controller.js';
import { Receiver } from './receive/receiver.service.js';
import { FrameSender } from './uplink/frame-sender.js';
import { Uplink } from './uplink/uplink.service.js';

@Module({
  imports: [ConsentModule, LedgerModule, NodesModule, UnitsModule],
  controllers: [
    ...[FramesController, HeadsController, ReceiptsController, LogsController],
    ...[TailsController, HandOversController, MovesController],
    ...[RepairsController, ReconcileController],
  ],
  providers: [
    ...[FrameGate, Receiver, FrameSender, Uplink, HeadComparison, TailGiving, TailTaking, TailRecovery],
    ...[HandOvers, Adoption, BranchComparison, RecordRewriting, NextEpoch],
    ...[ReceiptBook, ReceiptsFollower, BundleExporter, BundleImporter],
    ...[Audit, Mender, ParentAid],
  ],
})
export class SyncModule {}
