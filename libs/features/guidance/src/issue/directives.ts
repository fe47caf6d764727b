import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import {
  digest,
  directiveHash,
  downGenesis,
  downLogKey,
  nextChain,
  sealDirective,
  signDownHead,
  type BlobName,
  type Directive,
  type DownLogId,
} from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import {
  Database,
  ensureDownLogs,
  isBlobNamed,
  lastPlace,
  newestDownEpoch,
  putBlob,
  putDirectives,
  putDownHeads,
  signDirectivesAnew,
  signedByOther,
  takeDownRevisions,
  type Sql,
} from '#platform/storage';
import { Jurisdiction } from '#features/units';
import { judge } from '../kinds/judge.js';
import { KINDS, type Bodies, type KindName } from '../kinds/kinds.js';

const MINUTE_MS = 60_000;

/** How often is looked for what another replica has signed with the certificate before, while it took over the new one. */
const SIGN_ANEW_LOOK_MS = MINUTE_MS;

export interface Order<Name extends KindName> {
  readonly kind: Name;
  /** This node's unit or one below. */
  readonly addressee: string;
  readonly body: Bodies[Name];
}

/** Issues directives in this node's own down logs. Whatever else belongs to one is done in the same transaction. */
@Injectable()
export class Directives {
  /** The certificate that all was signed with at the last look, and when that was. */
  private looked = { signer: '', atMs: 0 };

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Database) private readonly database: Database,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  /** Throws `directive_invalid` by the kind's reader, `addressee_outside` for a unit that is not this one or below. */
  async issue<Name extends KindName>(tx: Sql, { kind, addressee, body }: Order<Name>): Promise<Directive> {
    const issuer = this.config.unit;
    if (!this.jurisdiction.covers(issuer, addressee))
      throw new SilianError('addressee_outside', { unit: addressee });
    const read: unknown = KINDS[kind].read(body);
    const issuedAt = this.clock.now().toISOString();
    const directive = { id: randomUUID(), kind, issuedAt, body: read as Directive['body'] };
    const before = await takeDownRevisions(tx, 1);
    const epoch = (await newestDownEpoch(tx, issuer, addressee)) ?? this.newEpoch();
    await this.append(tx, { issuer, epoch, addressee }, sealDirective(directive), before);
    return directive;
  }

  /** To all, about a document, which is kept beside the directive. */
  async issueDocument(tx: Sql, kind: 'catalogue' | 'reorganisation', text: string): Promise<Directive> {
    const content = Buffer.from(text);
    const blob: BlobName = { digest: digest(text), bytes: content.length };
    await putBlob(tx, blob, content);
    return this.issue(tx, { kind, addressee: this.config.unit, body: { blob } });
  }

  /** The same, where nobody has said so yet: neither this node nor one above. */
  async issueDocumentOnce(tx: Sql, kind: 'reorganisation', text: string): Promise<void> {
    if (!(await isBlobNamed(tx, kind, digest(text)))) await this.issueDocument(tx, kind, text);
  }

  /**
   * Signs with the certificate of today what an older one has signed: who comes later gets directives under one that
   * still holds.
   */
  async signAnew(): Promise<void> {
    const { fingerprint: signer, key } = this.identity;
    const nowMs = performance.now();
    if (this.looked.signer === signer && nowMs - this.looked.atMs < SIGN_ANEW_LOOK_MS) return;
    const [any] = await signedByOther(this.database.sql, this.config.unit, signer);
    this.looked = { signer, atMs: nowMs };
    if (!any) return;
    await this.database.transaction(async (tx) => {
      await takeDownRevisions(tx, 0);
      const rows = await signedByOther(tx, this.config.unit, signer);
      const before = await takeDownRevisions(tx, rows.length);
      const signed = rows.map((row) => ({ ...row, signer, signature: signDownHead(key, row) }));
      await signDirectivesAnew(tx, signed, before);
    });
  }

  /**
   * Larger than every epoch before it, also where this node has forgotten that there was one: a database that begins
   * anew must not continue a log that others hold.
   */
  private newEpoch(): number {
    return Math.max(1, Math.floor(this.clock.now().getTime() / MINUTE_MS));
  }

  private async append(tx: Sql, log: DownLogId, line: string, before: number): Promise<void> {
    const id = (await ensureDownLogs(tx, [log])).get(downLogKey(log)) ?? 0;
    const last = await lastPlace(tx, id);
    const chain = nextChain(last?.chain ?? downGenesis(log), directiveHash(line));
    const { key, fingerprint: signer } = this.identity;
    const seq = (last?.seq ?? 0) + 1;
    const signature = signDownHead(key, { ...log, seq, chain });
    // Whoever issues it has done what it says, in this transaction.
    const judgement = { ...judge(line, log, this.config.unit), state: 'applied' as const };
    await putDirectives(tx, [{ logId: id, seq, line, chain, signer, signature, ...judgement }], before);
    await putDownHeads(tx, [{ id, headSeq: seq, fault: null, faultSeq: null }]);
  }
}
