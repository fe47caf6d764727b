import { Inject, Injectable, Logger } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import {
  compare,
  endsAtCutoff,
  logKey,
  redactFor,
  type AnsweredHead,
  type FrameAnswer,
  type LogId,
  type Segment,
  type Span,
  type VerifiedSigner,
} from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Queues } from '#platform/queues';
import {
  advanceHeads,
  Database,
  signedBefore,
  suspectLogs,
  unsoundHeads,
  type OriginRow,
  type Sql,
} from '#platform/storage';
import { Ledger, type LedgerEntry } from '#features/ledger';
import { Revocations, Signers, type StatedRevocations } from '#features/nodes';
import { Jurisdiction } from '#features/units';
import { Mender } from '../repair/mender.js';
import { withReceipts } from '../receipts/receipt-signing.js';
import { keepForks, type FoundFork } from './fork-evidence.js';
import { answerTo, type Applied } from './frame-answer.js';
import {
  headOf,
  lockLogs,
  misbegun,
  readHeldChains,
  refusalOf,
  stateOf,
  type HeldChain,
} from './held-logs.js';
import { ledgerEntriesOf } from './ledger-entries.js';
import { checkSegment, refuseRevoked, type SoundSegment } from './segment-check.js';

/** Takes frames from below: verifies them, applies what is new in one transaction, answers with durable truth. */
@Injectable()
export class Receiver {
  private readonly logger = new Logger('Receiver');

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(Signers) private readonly signers: Signers,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Revocations) private readonly revocations: Revocations,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Mender) private readonly mender: Mender,
  ) {}

  async receive(sender: VerifiedSigner, segments: readonly Segment[]): Promise<FrameAnswer> {
    const refused = new Map<string, SilianError>();
    const sound: SoundSegment[] = [];
    const speaking = segments.map(({ checkpoint }) => checkpoint.signer);
    const revoked = await this.revocations.stated(this.database.sql, speaking);
    for (const segment of segments) {
      try {
        sound.push(await checkSegment(segment, sender, this.signers, this.jurisdiction, revoked));
      } catch (error) {
        refuse(refused, segment, error);
      }
    }
    const applied = await this.database.transaction((tx) => this.apply(tx, sender, segments, sound, refused));
    if (applied.stored > 0 && this.config.profile.parent) {
      for (const lane of new Set(sound.map(({ segment }) => segment.lane)))
        this.queues.wake(lane ?? 'uplink');
    }
    for (const [log, error] of refused) this.logger.warn({ msg: 'log refused', log, code: error.code });
    for (const log of applied.parted)
      this.logger.error({ msg: 'log has parted: both ends are kept', log: logKey(log), sender: sender.unit });
    const at = this.clock.now().toISOString();
    return withReceipts(this.identity, answerTo(segments, applied, refused), at);
  }

  private async apply(
    tx: Sql,
    sender: VerifiedSigner,
    segments: readonly Segment[],
    sound: readonly SoundSegment[],
    refused: Map<string, SilianError>,
  ): Promise<Applied> {
    const joining = sound.map(({ segment }) => segment);
    const origins = await lockLogs(tx, segments, joining);
    const heldChain = await readHeldChains(tx, joining, origins);
    const unsound = await this.findUnsound(tx, origins);
    // Again, now that nobody can revoke beside it: what was just taken must not lie beyond a cut-off.
    const revoked = await this.revocations.stated(tx, signersOf(sound, origins));
    const heads = new Map<string, AnsweredHead>();
    for (const [log, row] of origins) heads.set(log, { ...headOf(row), signer: row.signer });
    const entries: LedgerEntry[] = [];
    const advanced = new Map<string, HeadOfOrigin>();
    const forks: FoundFork[] = [];
    for (const item of sound) {
      const { segment, head, signer } = item;
      const log = logKey(segment);
      // What follows a refused segment of the same log cannot join it.
      if (refused.has(log)) continue;
      const origin = origins.get(log);
      try {
        const fresh = await this.freshEntries(tx, item, origin, { heldChain, revoked, unsound });
        if (!origin || fresh.length === 0) continue;
        entries.push(...fresh);
        const moved = { ...head, signer: signer.fingerprint };
        heads.set(log, moved);
        advanced.set(log, { ...moved, id: origin.id });
        origins.set(log, { ...origin, headSeq: head.seq, headChain: head.chain, signer: signer.fingerprint });
      } catch (error) {
        refuse(refused, segment, error);
        if (origin && refused.get(log)?.code === 'frame_fork') forks.push({ item, origin });
      }
    }
    const heldBack = entries.length === 0 ? [] : await this.ledger.append(tx, entries);
    if (advanced.size > 0) await advanceHeads(tx, [...advanced.values()]);
    const { level } = this.config.profile;
    const parted = forks.length === 0 ? [] : await keepForks(tx, forks, { sender, level });
    return { origins, heads, heldBack, stored: entries.length, parted };
  }

  /** The entries of a segment that this node does not hold yet; throws the refusal of this log. */
  private async freshEntries(
    tx: Sql,
    { segment, chains, signer, head }: SoundSegment,
    origin: OriginRow | undefined,
    { heldChain, revoked, unsound }: Held,
  ): Promise<LedgerEntry[]> {
    if (!origin) throw misbegun(segment) ?? new TypeError('a log that begins has a row');
    if (unsound.has(origin.id)) throw new SilianError('log_damaged', { origin: origin.origin });
    const outcome = compare(segment, chains, headOf(origin), (seq) => heldChain(origin, seq));
    if (outcome.kind === 'fork') await this.refuseWhereDamaged(tx, origin, outcome.seq);
    const refusal = refusalOf(segment, stateOf(origin), outcome);
    if (refusal) throw refusal;
    if (outcome.kind !== 'continues') return [];
    refuseRevoked(head, signer, revoked);
    await this.refuseDowngrade(tx, origin, signer, revoked);
    const { level } = this.config.profile;
    return ledgerEntriesOf(segment, chains, origin, outcome.known).map((entry) => ({
      ...entry,
      ...redactFor(level, entry),
    }));
  }

  /** Logs whose head is not that of their last row: to be mended before anything is compared with it. */
  private async findUnsound(tx: Sql, origins: ReadonlyMap<string, OriginRow>): Promise<Set<number>> {
    const held = [...origins.values()].filter(({ local }) => !local);
    const unsound = await unsoundHeads(
      tx,
      held.map(({ id }) => id),
    );
    await this.suspect(tx, unsound);
    return unsound;
  }

  /** Where this node's own rows do not hold, an honest segment looks like a fork. */
  private async refuseWhereDamaged(tx: Sql, origin: OriginRow, seq: number): Promise<void> {
    if (await this.mender.holdsAt(tx, origin, seq)) return;
    await this.suspect(tx, new Set([origin.id]), [{ from: Math.max(1, seq), to: seq + 1, kind: 'altered' }]);
    throw new SilianError('log_damaged', { origin: origin.origin });
  }

  private async suspect(tx: Sql, logs: ReadonlySet<number>, spans: readonly Span[] = []): Promise<void> {
    if (logs.size === 0) return;
    await suspectLogs(tx, [...logs], spans);
    this.queues.wake('audit');
  }

  /**
   * A unit that signs for itself is never again signed for by its host, unless it is handed back on purpose: its key is
   * revoked, and the log ends exactly at the cut-off. What the host had signed before may still be repeated.
   */
  private async refuseDowngrade(
    tx: Sql,
    origin: OriginRow,
    signer: VerifiedSigner,
    revoked: StatedRevocations,
  ): Promise<void> {
    const { log, stated } = await this.lastSigned(tx, origin, revoked);
    if (!log?.signer || log.signer === signer.fingerprint) return;
    if (endsAtCutoff(headOf(log), stated.get(log.signer) ?? [])) return;
    const before = await this.signers.unitOf(tx, log.signer);
    if (before !== undefined && before.length > signer.unit.length) {
      throw new SilianError('signer_downgraded', { origin: origin.origin });
    }
  }

  /** The log itself; where it begins in a later epoch, the one before it: a new epoch is no way around its signer. */
  private async lastSigned(
    tx: Sql,
    origin: OriginRow,
    stated: StatedRevocations,
  ): Promise<{ readonly log: OriginRow | undefined; readonly stated: StatedRevocations }> {
    if (origin.signer !== null || origin.epoch === 1) return { log: origin, stated };
    const log = await signedBefore(tx, origin);
    return { log, stated: log?.signer ? await this.revocations.stated(tx, [log.signer]) : stated };
  }
}

/** What is known of the logs of a frame, under their locks. */
interface Held {
  readonly heldChain: HeldChain;
  readonly revoked: StatedRevocations;
  /** Logs whose head is not that of their last row. */
  readonly unsound: ReadonlySet<number>;
}

/** Everybody whose standing decides: who signed what comes, and who signed what is there. */
function signersOf(sound: readonly SoundSegment[], origins: ReadonlyMap<string, OriginRow>): string[] {
  const before = [...origins.values()].flatMap((origin) => origin.signer ?? []);
  return [...sound.map(({ signer }) => signer.fingerprint), ...before];
}

type HeadOfOrigin = AnsweredHead & { readonly id: number; readonly signer: string };

/** Notes a refusal; anything but our own error fails the whole frame, which is then sent again. */
function refuse(refused: Map<string, SilianError>, log: LogId, error: unknown): void {
  if (!(error instanceof SilianError)) throw error;
  refused.set(logKey(log), error);
}
