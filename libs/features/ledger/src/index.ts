export { LedgerModule } from './ledger.module.js';
export { activateDocument, CurrentCatalogue, installCatalogue } from './current-catalogue.js';
export { Ledger, type HeldBack, type LedgerEntry } from './ledger.service.js';
export { NaturalKeys } from './natural-keys.service.js';
export { Recount, type RecountOutcome } from './recount.service.js';
export { auditChains, ChainAudit, type ChainAuditOutcome } from './chain-audit.service.js';
export { Attestation, type AttestedRow } from './attestation.js';
export { reasonOf, visibleFields } from './assessment.js';
export type { Fault } from './faults.js';
