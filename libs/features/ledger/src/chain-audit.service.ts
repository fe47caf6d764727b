import { Inject, Injectable } from '@nestjs/common';
import { Succession } from '#core/reorganisation';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { allOrigins, Database, readSuccession, type Sql } from '#platform/storage';
import { auditForks } from './fork-audit.js';
import { auditLog, type AuditedLog, type ChainFault } from './log-audit.js';
import { StoredSigners } from './stored-signers.js';

/** Behind every day of every reorganisation. */
const LAST_DAY = '9999-12-31';

/** Faults that an audit names; one is enough to know. */
const NAMED_FAULTS_MAX = 20;

export interface ChainAuditOutcome {
  readonly origins: number;
  readonly entries: number;
  readonly checkpoints: number;
  /** Other ends of these logs that are kept. */
  readonly forks: number;
  readonly faults: readonly ChainFault[];
}

/** Hashes every stored entry again and checks chains, checkpoints and heads: what an auditor would do. */
@Injectable()
export class ChainAudit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
  ) {}

  run(): Promise<ChainAuditOutcome> {
    return this.database.snapshot((tx) => auditChains(tx, this.identity.trustRoot));
  }
}

/** The same without a node: for an auditor who has the database and the root key. */
export async function auditChains(tx: Sql, trustRoot: string): Promise<ChainAuditOutcome> {
  const signers = new StoredSigners(tx, trustRoot);
  // A unit that goes on for another one signs its log too, from some day on: what was signed before holds all the same.
  const succession = new Succession(await readSuccession(tx));
  const speaksFor = (signer: string, origin: string): boolean => succession.covers(signer, origin, LAST_DAY);
  const logs: AuditedLog[] = [];
  for (const origin of await allOrigins(tx)) {
    logs.push(await auditLog(tx, origin, signers, speaksFor));
  }
  const kept = await auditForks(tx, signers, speaksFor);
  const faults = [...logs.flatMap(({ fault }) => fault ?? []), ...kept.faults];
  return {
    origins: logs.length,
    entries: logs.reduce((sum, log) => sum + log.entries, 0),
    checkpoints: logs.reduce((sum, log) => sum + log.checkpoints, 0),
    forks: kept.forks,
    faults: faults.slice(0, NAMED_FAULTS_MAX),
  };
}
