import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  fingerprint,
  genesis,
  logKey,
  verifyReceipt,
  type CertificateChain,
  type ReceiptClaim,
} from '#core/protocol';
import { Clock } from '#platform/config';
import { issuersOf, knownChains, NODE_IDENTITY, type Issuer, type NodeIdentity } from '#platform/identity';
import {
  chainsAt,
  Database,
  findLogs,
  type OriginRow,
  type ReceiptRow,
  type VerdictRow,
} from '#platform/storage';
import { Signers } from '#features/nodes';
import type { AnsweredPortion, OwnChain } from '../uplink/acknowledgement.js';
import type { FeedAnswer } from './feed-reading.js';

/** What an answer says of the tiers above, as it is stored. */
export interface Heard {
  readonly receipts: readonly ReceiptRow[];
  readonly verdicts: readonly VerdictRow[];
}

/** Judges what is said of the tiers above: only what such a tier has signed, over this node's own chain, is progress. */
@Injectable()
export class ReceiptBook {
  private readonly logger = new Logger('Receipts');

  constructor(
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Database) private readonly database: Database,
    @Inject(Signers) private readonly signers: Signers,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Asked anew each time: a node's certificate is renewed, and its parent may be another one, while it runs. */
  private get ancestors(): readonly Issuer[] {
    return issuersOf(this.identity.chain);
  }

  /** The parent's own word. Without a signature that holds, its acknowledgement is a receipt for this node alone. */
  async fromAnswer(answered: readonly AnsweredPortion[], ownChain: OwnChain): Promise<Heard> {
    const { ancestors } = this;
    const [parent] = ancestors;
    if (!parent) return { receipts: [], verdicts: [] };
    const chains = knownChains(ancestors);
    const receipts: ReceiptRow[] = [];
    const verdicts: VerdictRow[] = [];
    for (const item of answered) {
      const { portion, answer } = item;
      const { originId } = portion.supply.log;
      for (const { seq, code, message } of answer.held ?? [])
        verdicts.push({
          originId,
          seq,
          tier: parent.unit,
          record: null,
          code,
          ...message,
          withdrawn: false,
        });
      if (ownChain(item) !== answer.chain) continue;
      const { seq, chain, receipt } = answer;
      const claim = { ...answer, tier: parent.unit, at: receipt?.at ?? this.clock.now().toISOString() };
      const sound = receipt && (await this.isSigned(claim, receipt.signer, receipt.signature, chains));
      const { signer, signature } = sound ? receipt : { signer: null, signature: null };
      receipts.push({ originId, tier: parent.unit, seq, chain, at: claim.at, signer, signature });
    }
    return { receipts, verdicts };
  }

  /** What the parent passes on. It cannot speak for the tiers above it: each receipt has to prove itself. */
  async fromFeed({ receipts, verdicts, certificates }: FeedAnswer): Promise<Heard> {
    const { sql } = this.database;
    const logs = await findLogs(sql, [...receipts, ...verdicts]);
    // Behind the place where a log was closed the tiers above speak of the other branch.
    const isOwn = ({ abandonedAfter }: OriginRow, seq: number): boolean =>
      abandonedAfter === null || seq <= abandonedAfter;
    const { ancestors } = this;
    const tiers = new Set(ancestors.map(({ unit }) => unit));
    const places = receipts.flatMap((row) => {
      const log = logs.get(logKey(row));
      return log && tiers.has(row.tier) && isOwn(log, row.seq) ? [{ ...row, originId: log.id }] : [];
    });
    const own = places.length === 0 ? new Map<string, string>() : await chainsAt(sql, places);
    const chains = new Map(knownChains(ancestors));
    for (const chain of certificates) if (chain[0]) chains.set(fingerprint(chain[0]), chain);
    const sound: ReceiptRow[] = [];
    for (const { originId, tier, seq, chain, at, signer, signature, ...log } of places) {
      const held = seq === 0 ? genesis(log) : own.get(`${originId}:${seq}`);
      const claim = { ...log, tier, seq, chain, at };
      if (held === chain && (await this.isSigned(claim, signer, signature, chains)))
        sound.push({ originId, tier, seq, chain, at, signer, signature });
      // Beyond this node's own head it says nothing: the node was restored, and will be told again.
      else if (held !== undefined) this.alarm(claim);
    }
    return {
      receipts: sound,
      verdicts: verdicts.flatMap(({ tier, seq, code, message, withdrawn, ...log }) => {
        const held = logs.get(logKey(log));
        if (!held || !tiers.has(tier) || !isOwn(held, seq)) return [];
        return [{ originId: held.id, seq, tier, record: null, code, ...message, withdrawn }];
      }),
    };
  }

  private async isSigned(
    claim: ReceiptClaim,
    signer: string,
    signature: string,
    chains: ReadonlyMap<string, CertificateChain>,
  ): Promise<boolean> {
    const outcome = await this.signers.find(signer, chains.get(signer));
    if (!('signer' in outcome) || outcome.signer.unit !== claim.tier) return false;
    return verifyReceipt(outcome.signer.key, claim, signature);
  }

  private alarm(claim: ReceiptClaim): void {
    this.logger.error({ msg: 'receipt not believed', log: logKey(claim), tier: claim.tier, seq: claim.seq });
  }
}
