import { Inject, Injectable, Logger } from '@nestjs/common';
import { logKey, type CertificateChain, type Head, type Segment } from '#core/protocol';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import {
  acknowledgeRecovered,
  advanceHeads,
  Database,
  findCertificates,
  freezeBehind,
  HOSTED_ABOVE,
  lockOrigins,
  putCertificate,
  RECOVERING,
  thawLogs,
  type KeptHead,
  type OriginRow,
  type Sql,
} from '#platform/storage';
import { Ledger, NaturalKeys, type LedgerEntry } from '#features/ledger';
import { Revocations } from '#features/nodes';
import { Jurisdiction } from '#features/units';
import { ledgerEntriesOf } from '../receive/ledger-entries.js';
import { isCutOff } from '../receive/segment-check.js';
import { proveSegment, type ProvenSegment } from './segment-proof.js';

/** What became of one answer of the parent. */
export interface Taken {
  readonly entries: number;
  /** Logs that wait no more, since they are complete or have gone another way. */
  readonly whole: number;
  /** Those that have gone another way than the parent's, by key. */
  readonly parted: ReadonlySet<string>;
  /** Those of which the parent gave something that their origin has not signed, by key. */
  readonly unproven: ReadonlySet<string>;
}

/** Puts back what the parent gives of own logs: proven, in one transaction, just behind what is here. */
@Injectable()
export class TailTaking {
  private readonly logger = new Logger('Recovery');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(NaturalKeys) private readonly naturalKeys: NaturalKeys,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Revocations) private readonly revocations: Revocations,
  ) {}

  /** What does not prove itself keeps its own log back, and no other one. */
  async take(segments: readonly Segment[], heads: readonly KeptHead[]): Promise<Taken> {
    const { proven, unproven } = await this.prove(segments);
    return this.database.transaction(async (tx) => {
      const rows = await lockOrigins(tx, heads);
      const waiting = rows.filter(({ local, frozenCode }) => local && frozenCode === RECOVERING);
      const logs = new Map(waiting.map((row) => [logKey(row), row]));
      const forked = new Set<string>();
      const entries: LedgerEntry[] = [];
      for (const item of proven) {
        const log = logs.get(logKey(item.segment));
        if (!log || item.segment.from !== log.headSeq + 1) continue;
        if (item.segment.prevChain !== log.headChain) {
          forked.add(logKey(log));
          continue;
        }
        entries.push(...ledgerEntriesOf(item.segment, item.chains, log));
        const { head, signer } = item;
        logs.set(logKey(log), {
          ...log,
          headSeq: head.seq,
          headChain: head.chain,
          signer: signer.fingerprint,
        });
      }
      await this.store(tx, entries, [...logs.values()]);
      const whole = await this.release(tx, logs, heads, forked);
      return { entries: entries.length, whole, parted: forked, unproven };
    });
  }

  private async prove(
    segments: readonly Segment[],
  ): Promise<{ proven: ProvenSegment[]; unproven: ReadonlySet<string> }> {
    const { sql } = this.database;
    const prints = segments.map(({ checkpoint }) => checkpoint.signer);
    const revoked = await this.revocations.stated(sql, prints);
    const known =
      prints.length === 0
        ? new Map<string, CertificateChain>()
        : await findCertificates(sql, [...new Set(prints)]);
    const covers = (unit: string, origin: string) => this.jurisdiction.covers(unit, origin);
    const proven: ProvenSegment[] = [];
    const unproven = new Set<string>();
    for (const segment of segments) {
      const print = segment.checkpoint.signer;
      const chain = known.get(print) ?? segment.certificates;
      const item = proveSegment(segment, chain, this.identity.trustRoot, covers);
      if (!item || !chain || isCutOff(item.head, item.signer, revoked)) {
        unproven.add(logKey(segment));
        continue;
      }
      if (!known.has(print)) {
        await putCertificate(sql, { fingerprint: print, unit: item.signer.unit, chain });
        known.set(print, chain);
      }
      proven.push(item);
    }
    return { proven, unproven };
  }

  private async store(tx: Sql, entries: readonly LedgerEntry[], logs: readonly OriginRow[]): Promise<void> {
    if (entries.length === 0) return;
    const moved = new Set(entries.map(({ originId }) => originId));
    const heads = logs.filter(({ id }) => moved.has(id));
    await this.ledger.append(tx, entries);
    await advanceHeads(
      tx,
      heads.map((row) => ({ ...row, seq: row.headSeq, chain: row.headChain, signer: row.signer ?? '' })),
    );
  }

  /**
   * Lets go of the logs that are complete. One that the parent writes itself stays closed until it is handed over; one
   * that has gone another way than the parent's cannot be completed: its next frame finds the fork out and stops it.
   */
  private async release(
    tx: Sql,
    logs: ReadonlyMap<string, OriginRow>,
    heads: readonly KeptHead[],
    forked: ReadonlySet<string>,
  ): Promise<number> {
    const ends = new Map(heads.map((head) => [logKey(head), head]));
    const [hosted, free]: [Head[], OriginRow[]] = [[], []];
    const whole: { originId: number; seq: number }[] = [];
    for (const [key, row] of logs) {
      const end = ends.get(key);
      if (forked.has(key)) free.push(row);
      else if (row.headSeq < (end?.seq ?? 0)) continue;
      else if (end?.hosted) hosted.push({ ...row, seq: row.headSeq + 1, chain: row.headChain });
      else {
        free.push(row);
        whole.push({ originId: row.id, seq: end?.seq ?? 0 });
      }
    }
    await freezeBehind(tx, hosted, HOSTED_ABOVE);
    if (whole.length > 0) await acknowledgeRecovered(tx, whole);
    if (free.length > 0)
      await thawLogs(
        tx,
        free.map(({ id }) => id),
      );
    for (const origin of new Set(free.map((row) => row.origin))) await this.naturalKeys.restore(tx, origin);
    for (const log of forked) this.logger.warn({ msg: 'the parent holds another log than this node', log });
    return hosted.length + free.length;
  }
}
