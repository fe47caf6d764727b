import { AccountEntity } from './entities/account.entity.js';
import { AccountTokenEntity } from './entities/account-token.entity.js';
import { AuditEntryEntity } from './entities/audit-entry.entity.js';
import { AuditHeadEntity } from './entities/audit-head.entity.js';
import { AuditWalkEntity } from './entities/audit-walk.entity.js';
import { CatalogueProposalEntity } from './entities/catalogue-proposal.entity.js';
import { CatalogueProposalStepEntity } from './entities/catalogue-proposal-step.entity.js';
import { CatalogueEntity } from './entities/catalogue.entity.js';
import { CellEntity } from './entities/cell.entity.js';
import { CellChangeEntity } from './entities/cell-change.entity.js';
import { CertificateEntity } from './entities/certificate.entity.js';
import { ConsentEntity } from './entities/consent.entity.js';
import { PersonSecretEntity } from './entities/person-secret.entity.js';
import { CountedTermEntity } from './entities/counted-term.entity.js';
import { EpochOpeningEntity } from './entities/epoch-opening.entity.js';
import { ForkEntity } from './entities/fork.entity.js';
import { DamageEntity } from './entities/damage.entity.js';
import { BlobEntity } from './entities/blob.entity.js';
import { DirectiveEntity } from './entities/directive.entity.js';
import { DownFeedEntity } from './entities/down-feed.entity.js';
import { DownLinkEntity } from './entities/down-link.entity.js';
import { DownLogEntity } from './entities/down-log.entity.js';
import { LinkEntity } from './entities/link.entity.js';
import { LinkHeadEntity } from './entities/link-head.entity.js';
import { LinkTokenEntity } from './entities/link-token.entity.js';
import { LogEntryEntity } from './entities/log-entry.entity.js';
import { NodeEntity } from './entities/node.entity.js';
import { NodeIdentityEntity } from './entities/node-identity.entity.js';
import { OriginEntity } from './entities/origin.entity.js';
import { OwnTrustEntity } from './entities/own-trust.entity.js';
import { PartialEntity } from './entities/partial.entity.js';
import { PartialSourceEntity } from './entities/partial-source.entity.js';
import { PairingEntity } from './entities/pairing.entity.js';
import { PeriodClosingEntity } from './entities/period-closing.entity.js';
import { PeriodFigureEntity } from './entities/period-figure.entity.js';
import { QuarantineEntity } from './entities/quarantine.entity.js';
import { RecordEntity } from './entities/record.entity.js';
import { ReceiptFeedEntity } from './entities/receipt-feed.entity.js';
import { ReceiptEntity } from './entities/receipt.entity.js';
import { RequestCountEntity } from './entities/request-count.entity.js';
import { RepairEntity } from './entities/repair.entity.js';
import { RecountEntity } from './entities/recount.entity.js';
import { ReorganisationEntity } from './entities/reorganisation.entity.js';
import { SessionEntity } from './entities/session.entity.js';
import { SheetImportEntity } from './entities/sheet-import.entity.js';
import { SignInFailureEntity } from './entities/sign-in-failure.entity.js';
import { SuccessionEntity } from './entities/succession.entity.js';
import { TreeVersionEntity } from './entities/tree-version.entity.js';
import { RevocationEntity } from './entities/revocation.entity.js';
import { UnitEntity } from './entities/unit.entity.js';
import { VerdictEntity } from './entities/verdict.entity.js';
import { UnitsAndCatalogue1700000000001 } from './migrations/0001-units-and-catalogue.js';
import { Log1700000000002 } from './migrations/0002-log.js';
import { Records1700000000003 } from './migrations/0003-records.js';
import { Cells1700000000004 } from './migrations/0004-cells.js';
import { Links1700000000005 } from './migrations/0005-links.js';
import { Lanes1700000000006 } from './migrations/0006-lanes.js';
import { Nodes1700000000007 } from './migrations/0007-nodes.js';
import { Trust1700000000008 } from './migrations/0008-trust.js';
import { Reorganisation1700000000010 } from './migrations/0010-reorganisation.js';
import { LinkPace1700000000013 } from './migrations/0013-link-pace.js';
import { Receipts1700000000014 } from './migrations/0014-receipts.js';
import { Heads1700000000016 } from './migrations/0016-heads.js';
import { DownLogs1700000000017 } from './migrations/0017-down-logs.js';
import { Damage1700000000019 } from './migrations/0019-damage.js';
import { Epochs1700000000021 } from './migrations/0021-epochs.js';
import { HandOver1700000000022 } from './migrations/0022-hand-over.js';
import { WriterEnd1700000000023 } from './migrations/0023-writer-end.js';
import { CellItems1700000000024 } from './migrations/0024-cell-items.js';
import { SheetImports1700000000026 } from './migrations/0026-sheet-imports.js';
import { SheetMappings1700000000027 } from './migrations/0027-sheet-mappings.js';
import { FirstRecorded1700000000028 } from './migrations/0028-first-recorded.js';
import { Closings1700000000029 } from './migrations/0029-closings.js';
import { CellChanges1700000000030 } from './migrations/0030-cell-changes.js';
import { Partials1700000000031 } from './migrations/0031-partials.js';
import { PartialChanges1700000000032 } from './migrations/0032-partial-changes.js';
import { Quality1700000000034 } from './migrations/0034-quality.js';
import { CountedTerms1700000000035 } from './migrations/0035-counted-terms.js';
import { CatalogueProposals1700000000036 } from './migrations/0036-catalogue-proposals.js';
import { RecordFeeds1700000000037 } from './migrations/0037-record-feeds.js';
import { CellDays1700000000038 } from './migrations/0038-cell-days.js';
import { Accounts1700000000039 } from './migrations/0039-accounts.js';
import { AuditTrail1700000000040 } from './migrations/0040-audit-trail.js';
import { Consents1700000000041 } from './migrations/0041-consents.js';
import { RequestCounts1700000000042 } from './migrations/0042-request-counts.js';
import { PersonSecret1700000000043 } from './migrations/0043-person-secret.js';

export const ENTITIES = [
  AccountEntity,
  AccountTokenEntity,
  ConsentEntity,
  PersonSecretEntity,
  SessionEntity,
  SignInFailureEntity,
  AuditEntryEntity,
  AuditHeadEntity,
  AuditWalkEntity,
  CatalogueEntity,
  CatalogueProposalEntity,
  CatalogueProposalStepEntity,
  CellChangeEntity,
  CellEntity,
  CertificateEntity,
  CountedTermEntity,
  EpochOpeningEntity,
  ForkEntity,
  DamageEntity,
  BlobEntity,
  DirectiveEntity,
  DownFeedEntity,
  DownLinkEntity,
  DownLogEntity,
  LinkEntity,
  LinkHeadEntity,
  LinkTokenEntity,
  LogEntryEntity,
  NodeEntity,
  NodeIdentityEntity,
  OriginEntity,
  OwnTrustEntity,
  PairingEntity,
  PartialEntity,
  PartialSourceEntity,
  PeriodClosingEntity,
  PeriodFigureEntity,
  QuarantineEntity,
  ReceiptEntity,
  ReceiptFeedEntity,
  RecordEntity,
  RecountEntity,
  RepairEntity,
  ReorganisationEntity,
  RequestCountEntity,
  SheetImportEntity,
  SuccessionEntity,
  TreeVersionEntity,
  RevocationEntity,
  UnitEntity,
  VerdictEntity,
];

/** In the order in which they run. A migration that has been released is never edited. */
export const MIGRATIONS = [
  UnitsAndCatalogue1700000000001,
  Log1700000000002,
  Records1700000000003,
  Cells1700000000004,
  Links1700000000005,
  Lanes1700000000006,
  Nodes1700000000007,
  Trust1700000000008,
  Reorganisation1700000000010,
  LinkPace1700000000013,
  Receipts1700000000014,
  Heads1700000000016,
  DownLogs1700000000017,
  Damage1700000000019,
  Epochs1700000000021,
  HandOver1700000000022,
  WriterEnd1700000000023,
  CellItems1700000000024,
  SheetImports1700000000026,
  SheetMappings1700000000027,
  FirstRecorded1700000000028,
  Closings1700000000029,
  CellChanges1700000000030,
  Partials1700000000031,
  PartialChanges1700000000032,
  Quality1700000000034,
  CountedTerms1700000000035,
  CatalogueProposals1700000000036,
  RecordFeeds1700000000037,
  CellDays1700000000038,
  Accounts1700000000039,
  AuditTrail1700000000040,
  Consents1700000000041,
  RequestCounts1700000000042,
  PersonSecret1700000000043,
];
