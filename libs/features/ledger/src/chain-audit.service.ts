import { Inject, Injectable } from '@nestjs/common';
import {
  entryHash,
  genesis,
  nextChain,
  verifyChain,
  verifyCheckpoint,
  type LogId,
  type VerifiedSigner,
} from '#core/protocol';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Jurisdiction } from '#features/units';
import {
  allOrigins,
  Database,
  entriesAfter,
  findCertificates,
  type OriginRow,
  type Sql,
} from '#platform/storage';

/** Entries read at once: bounds the audit's memory. */
const BATCH_SIZE = 1_000;

/** Faults that an audit names; one is enough to know. */
const NAMED_FAULTS_MAX = 20;

export interface ChainFault extends LogId {
  readonly seq: number;
  readonly rule: 'chain' | 'signature' | 'certificate' | 'head' | 'gap' | 'unsigned';
}

export interface ChainAuditOutcome {
  readonly origins: number;
  readonly entries: number;
  readonly checkpoints: number;
  readonly faults: readonly ChainFault[];
}

/** Hashes every stored entry again and checks chains, checkpoints and heads: what an auditor would do. */
@Injectable()
export class ChainAudit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  run(): Promise<ChainAuditOutcome> {
    return this.database.snapshot(async (tx) => {
      const audit = new RunningAudit(tx, this.identity.trustRoot, this.jurisdiction);
      const origins = await allOrigins(tx);
      for (const origin of origins) await audit.checkOrigin(origin);
      return { origins: origins.length, ...audit.outcome };
    });
  }
}

interface Checkpoint {
  readonly seq: number;
  readonly chain: string;
  readonly signer: string;
  readonly signature: string;
  readonly storedAt: Date;
}

class RunningAudit {
  private entries = 0;
  private checkpoints = 0;
  private readonly faults: ChainFault[] = [];
  private readonly signers = new Map<string, VerifiedSigner | undefined>();

  constructor(
    private readonly tx: Sql,
    private readonly trustRoot: string,
    private readonly jurisdiction: Jurisdiction,
  ) {}

  get outcome(): { entries: number; checkpoints: number; faults: readonly ChainFault[] } {
    return { entries: this.entries, checkpoints: this.checkpoints, faults: this.faults };
  }

  async checkOrigin(origin: OriginRow): Promise<void> {
    let seq = 0;
    let chain = genesis(origin);
    let signedSeq = 0;
    for (;;) {
      const batch = await entriesAfter(this.tx, [{ originId: origin.id, seq }], BATCH_SIZE);
      if (batch.length === 0) break;
      for (const entry of batch) {
        seq += 1;
        this.entries += 1;
        if (entry.seq !== seq) return this.fault(origin, seq, 'gap');
        chain = nextChain(chain, entryHash(entry));
        if (chain !== entry.chain) return this.fault(origin, seq, 'chain');
        if (entry.signer === null || entry.signature === null) continue;
        const { signer, signature, storedAt } = entry;
        const rule = await this.checkpointFault(origin, { seq, chain, signer, signature, storedAt });
        if (rule) return this.fault(origin, seq, rule);
        signedSeq = seq;
      }
    }
    if (seq !== origin.headSeq || chain !== origin.headChain)
      return this.fault(origin, origin.headSeq, 'head');
    if (signedSeq !== seq) this.fault(origin, seq, 'unsigned');
  }

  private async checkpointFault(
    origin: OriginRow,
    { signer, signature, storedAt, ...head }: Checkpoint,
  ): Promise<'certificate' | 'signature' | undefined> {
    this.checkpoints += 1;
    const verified = await this.signer(signer, storedAt);
    if (!verified || !this.jurisdiction.covers(verified.unit, origin.origin)) return 'certificate';
    const good = verifyCheckpoint(
      verified.key,
      { ...head, origin: origin.origin, epoch: origin.epoch, lane: origin.lane },
      signature,
    );
    return good ? undefined : 'signature';
  }

  /** A certificate must have held when the entry came. That it has ended since takes nothing from what it signed. */
  private async signer(fingerprint: string, at: Date): Promise<VerifiedSigner | undefined> {
    const onThatDay = `${fingerprint} ${at.toISOString().slice(0, 10)}`;
    if (!this.signers.has(onThatDay)) {
      const chain = (await findCertificates(this.tx, [fingerprint])).get(fingerprint) ?? [];
      const outcome = verifyChain(chain, this.trustRoot, at);
      this.signers.set(onThatDay, 'signer' in outcome ? outcome.signer : undefined);
    }
    return this.signers.get(onThatDay);
  }

  private fault(origin: OriginRow, seq: number, rule: ChainFault['rule']): void {
    if (this.faults.length < NAMED_FAULTS_MAX) {
      this.faults.push({ origin: origin.origin, epoch: origin.epoch, lane: origin.lane, seq, rule });
    }
  }
}
