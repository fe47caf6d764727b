import { Inject, Injectable, Logger } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import {
  compare,
  comparedSeqs,
  FRAME_BYTES_MAX,
  FRAME_ENTRIES_MAX,
  genesis as genesisOf,
  parseHeader,
  PROTOCOL_VERSION,
  redactFor,
  type AnsweredHead,
  type FrameAnswer,
  type LogId,
  type Refusal,
  type Segment,
  type VerifiedSigner,
} from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import {
  advanceHeads,
  chainsAt,
  createOrigins,
  Database,
  lockOrigins,
  newestOrigins,
  type OriginRow,
  type Sql,
} from '#platform/storage';
import { Ledger, type HeldBack, type LedgerEntry } from '#features/ledger';
import { checkSegment, type SoundSegment } from './segment-check.js';
import { Signers } from './signers.js';

const keyOf = (log: LogId): string => `${log.origin}/${log.epoch}`;

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
  ) {}

  async receive(sender: VerifiedSigner, segments: readonly Segment[]): Promise<FrameAnswer> {
    const refused = new Map<string, SilianError>();
    const sound: SoundSegment[] = [];
    for (const segment of segments) {
      try {
        sound.push(await checkSegment(segment, sender, this.signers));
      } catch (error) {
        refuse(refused, segment, error);
      }
    }
    const applied = await this.database.transaction((tx) => this.apply(tx, sound, refused));
    if (applied.stored > 0) this.queues.wake('uplink');
    for (const [log, error] of refused) this.logger.warn({ msg: 'log refused', log, code: error.code });
    return this.answer(segments, applied, refused);
  }

  private async apply(
    tx: Sql,
    sound: readonly SoundSegment[],
    refused: Map<string, SilianError>,
  ): Promise<Applied> {
    const origins = await this.lockLogs(tx, sound);
    const held = await heldChains(tx, sound, origins);
    const entries: LedgerEntry[] = [];
    const advanced: SoundSegment[] = [];
    for (const item of sound) {
      try {
        const fresh = await this.freshEntries(item, originOf(origins, item.segment), held);
        if (fresh.length === 0) continue;
        entries.push(...fresh);
        advanced.push(item);
      } catch (error) {
        refuse(refused, item.segment, error);
      }
    }
    const heldBack = entries.length === 0 ? [] : await this.ledger.append(tx, entries);
    if (advanced.length > 0) {
      await advanceHeads(
        tx,
        advanced.map(({ segment, head, signer }) => {
          return { ...head, id: originOf(origins, segment).id, signer: signer.fingerprint };
        }),
      );
    }
    return { origins, advanced, heldBack, stored: entries.length };
  }

  private async lockLogs(tx: Sql, sound: readonly SoundSegment[]): Promise<Map<string, OriginRow>> {
    if (sound.length === 0) return new Map();
    const logs = sound.map(({ segment }) => segment);
    const locked = new Map((await lockOrigins(tx, logs)).map((row) => [keyOf(row), row]));
    const missing = logs.filter((log) => !locked.has(keyOf(log)));
    if (missing.length === 0) return locked;
    await createOrigins(tx, missing, false);
    for (const row of await lockOrigins(tx, missing)) locked.set(keyOf(row), row);
    return locked;
  }

  /** The entries of a segment that this node does not hold yet; throws the refusal of this log. */
  private async freshEntries(
    item: SoundSegment,
    origin: OriginRow,
    held: ReadonlyMap<string, string>,
  ): Promise<LedgerEntry[]> {
    const { segment, chains, signer } = item;
    if (origin.local) throw new SilianError('origin_hosted_here', { origin: origin.origin });
    if (origin.frozenCode) throw new SilianError('origin_frozen', { origin: origin.origin });
    await this.refuseDowngrade(origin, signer);
    const head = { origin: origin.origin, epoch: origin.epoch, seq: origin.headSeq, chain: origin.headChain };
    const outcome = compare(segment, chains, head, (seq) => heldChain(origin, seq, held));
    if (outcome.kind === 'gap') throw new SilianError('frame_gap');
    if (outcome.kind === 'fork')
      throw new SilianError('frame_fork', { origin: origin.origin, seq: outcome.seq });
    if (outcome.kind === 'repeats') return [];
    return segment.entries.slice(outcome.known).map((entry, index) => {
      const at = outcome.known + index;
      const header = parseHeader(entry.header);
      const last = at === segment.entries.length - 1;
      return {
        ...redactFor(this.config.profile.level, entry),
        origin: origin.origin,
        originId: origin.id,
        seq: segment.from + at,
        chain: chains[at] ?? '',
        record: header?.record ?? null,
        version: header?.version ?? null,
        naturalKey: null,
        signer: last ? segment.checkpoint.signer : null,
        signature: last ? segment.checkpoint.signature : null,
      };
    });
  }

  /** A unit that signs for itself is never again signed for by its host, unless it is handed back on purpose. */
  private async refuseDowngrade(origin: OriginRow, signer: VerifiedSigner): Promise<void> {
    if (origin.signer === null || origin.signer === signer.fingerprint) return;
    const before = await this.signers.find(origin.signer, undefined);
    if ('signer' in before && before.signer.unit.length > signer.unit.length) {
      throw new SilianError('signer_downgraded', { origin: origin.origin });
    }
  }

  private async answer(
    segments: readonly Segment[],
    applied: Applied,
    refused: ReadonlyMap<string, SilianError>,
  ): Promise<FrameAnswer> {
    const heads = new Map<string, AnsweredHead>();
    for (const row of applied.origins.values()) heads.set(keyOf(row), answeredHead(row));
    for (const { head, signer } of applied.advanced)
      heads.set(keyOf(head), { ...head, signer: signer.fingerprint });
    const missing = segments.filter((segment) => !heads.has(keyOf(segment)));
    for (const head of await this.storedHeads(missing)) heads.set(keyOf(head), head);
    return {
      heads: [...heads.values()],
      refused: [...refused].map(([key, error]) => toRefusal(key, error)),
      quarantined: applied.heldBack.flatMap((item) => quarantined(item, applied.origins)),
      accepts: { protocol: PROTOCOL_VERSION, bytesMax: FRAME_BYTES_MAX, entriesMax: FRAME_ENTRIES_MAX },
    };
  }

  /** Heads of refused logs: the sender needs them to go on. A log that is not here at all stands at 0. */
  private async storedHeads(logs: readonly LogId[]): Promise<AnsweredHead[]> {
    if (logs.length === 0) return [];
    const rows = await newestOrigins(
      this.database.sql,
      logs.map((log) => log.origin),
    );
    return logs.map((log) => {
      const row = rows.find((item) => item.origin === log.origin && item.epoch === log.epoch);
      return row
        ? answeredHead(row)
        : { origin: log.origin, epoch: log.epoch, seq: 0, chain: '', signer: null };
    });
  }
}

interface Applied {
  readonly origins: ReadonlyMap<string, OriginRow>;
  readonly advanced: readonly SoundSegment[];
  readonly heldBack: readonly HeldBack[];
  readonly stored: number;
}

/** Notes a refusal; anything but our own error fails the whole frame, which is then sent again. */
function refuse(refused: Map<string, SilianError>, log: LogId, error: unknown): void {
  if (!(error instanceof SilianError)) throw error;
  refused.set(keyOf(log), error);
}

function originOf(origins: ReadonlyMap<string, OriginRow>, log: LogId): OriginRow {
  const origin = origins.get(keyOf(log));
  if (!origin) throw new TypeError('a locked log has a row');
  return origin;
}

/** The chains that the comparison needs, in one statement for the whole frame. */
async function heldChains(
  tx: Sql,
  sound: readonly SoundSegment[],
  origins: ReadonlyMap<string, OriginRow>,
): Promise<Map<string, string>> {
  const places = sound.flatMap(({ segment }) => {
    const origin = originOf(origins, segment);
    const head = { origin: origin.origin, epoch: origin.epoch, seq: origin.headSeq, chain: origin.headChain };
    const inside = comparedSeqs(segment, head).filter((seq) => seq > 0 && seq < origin.headSeq);
    return inside.map((seq) => ({ originId: origin.id, seq }));
  });
  return places.length === 0 ? new Map() : chainsAt(tx, places);
}

function heldChain(origin: OriginRow, seq: number, held: ReadonlyMap<string, string>): string | undefined {
  if (seq === origin.headSeq) return origin.headChain;
  return seq === 0 ? genesisOf(origin) : held.get(`${origin.id}:${seq}`);
}

function answeredHead(row: OriginRow): AnsweredHead {
  return { origin: row.origin, epoch: row.epoch, seq: row.headSeq, chain: row.headChain, signer: row.signer };
}

function toRefusal(key: string, error: SilianError): Refusal {
  const [origin = '', epoch = ''] = key.split('/');
  return { origin, epoch: Number(epoch), code: error.code, message: error.text.en };
}

function quarantined(item: HeldBack, origins: ReadonlyMap<string, OriginRow>) {
  const origin = [...origins.values()].find((row) => row.id === item.originId);
  const fault = item.faults[0];
  if (!origin || !fault) return [];
  return [
    { origin: origin.origin, epoch: origin.epoch, seq: item.seq, code: item.code, message: fault.message },
  ];
}
