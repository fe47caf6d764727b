import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Level } from '#core/kernel';
import {
  logKey,
  mergeEntry,
  parseHeader,
  REPAIR_SPANS_MAX,
  type Place,
  type SealedEntry,
  type Span,
} from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import {
  Database,
  eraseEarlierVersions,
  erasingVersions,
  findDamage,
  findGaps,
  findOrigins,
  lastEntry,
  lockOrigins,
  putDamage,
  putMended,
  putRepair,
  type DamageRow,
  type OriginRow,
  type Sql,
  type StoredLogEntry,
} from '#platform/storage';
import { Attestation, type AttestedRow } from '#features/ledger';
import { compareRows, type RowEvidence } from './evidence.js';
import {
  examine,
  type ExaminedLog,
  type ExaminedStretch,
  type Neighbours,
  type Stretch,
} from './examination.js';
import { storedAtOf, type Offer } from './offer.js';
import { endOf, mendHead } from './stored-head.js';

/** What a look at a log has changed, and what is still damaged. */
export interface Mended {
  readonly rows: number;
  readonly spans: readonly Span[];
}

const NOTHING: Mended = { rows: 0, spans: [] };

/** Heights of an entry whose text no copy has any more, by seq. */
type Gone = Map<number, readonly Level[]>;

interface MendedLog extends ExaminedLog {
  /** Up to here a node below holds the whole texts, and brings them. */
  readonly textTo: number;
  /** Records of which a version erases those before it: that version's number. */
  readonly erasures: ReadonlyMap<string, number>;
}

/** Stretches of one look: with more, the lock of the log would be held too long. */
const STRETCHES_MAX = 3 * REPAIR_SPANS_MAX;

/**
 * Looks at a log under its lock, writes anew what follows from what is proven, and notes what only another node can bring
 * back. What is brought is put in its place and judged like everything else: nothing is taken that does not lead, entry
 * by entry, to what the origin has signed.
 */
@Injectable()
export class Mender {
  private readonly logger = new Logger('Repair');

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Database) private readonly database: Database,
  ) {}

  /** `looked` are stretches that are suspected beside those that are known. */
  async mend(originId: number, looked: readonly Stretch[] = [], offer?: Offer): Promise<Mended> {
    const gaps = offer ? [] : await this.gapsOf(originId);
    return this.database.transaction(async (tx) => {
      const [found] = await findOrigins(tx, [originId]);
      const [origin] = found ? await lockOrigins(tx, [found]) : [];
      return origin ? this.mendLocked(tx, origin, [...gaps, ...looked], offer) : NOTHING;
    });
  }

  /** True where the rows around a place are what their origin signed. The caller holds the log's lock. */
  async holdsAt(tx: Sql, origin: OriginRow, seq: number): Promise<boolean> {
    const attestation = await Attestation.open(tx, this.identity.trustRoot);
    const log = { origin, attestation, end: origin.headSeq, whole: false };
    const { damage, corrections } = await examine(tx, log, { from: Math.max(1, seq), to: seq + 1 });
    return damage.length === 0 && corrections.length === 0;
  }

  /** Looked for without the lock: in a long log it takes a while, and what is found is judged again under the lock. */
  private async gapsOf(originId: number): Promise<Stretch[]> {
    const { sql } = this.database;
    const [origin] = await findOrigins(sql, [originId]);
    if (!origin) return [];
    return findGaps(sql, { originId, from: 1, to: origin.headSeq }, REPAIR_SPANS_MAX);
  }

  private async mendLocked(
    tx: Sql,
    origin: OriginRow,
    looked: readonly Stretch[],
    offer: Offer | undefined,
  ): Promise<Mended> {
    const known = await findDamage(tx, origin.id);
    const attestation = await Attestation.open(tx, this.identity.trustRoot);
    const last = await lastEntry(tx, origin.id);
    const end = await endOf(tx, origin, last, offer);
    const tail = { from: last?.seq ?? 1, to: end };
    const textTo = origin.local ? 0 : (known?.writerSeq ?? Infinity);
    const erasures = offer ? await erasingVersions(tx, recordsOf(offer)) : new Map<string, number>();
    const log = { origin, attestation, end, whole: known?.whole ?? false, textTo, erasures };
    const places = [...looked, ...(known?.spans ?? []), tail].sort((a, b) => a.from - b.from);
    let { evidence, spans } = await this.mendPlaces(tx, log, places.slice(0, STRETCHES_MAX), offer);
    // What was brought changed nothing: the rows that look damaged are not, and all of their run is to be compared.
    const whole = spans.length > 0 && evidence.length === 0 && (log.whole || offer !== undefined);
    if (whole && !log.whole)
      ({ evidence, spans } = await this.mendPlaces(
        tx,
        { ...log, whole },
        places.slice(0, STRETCHES_MAX),
        offer,
      ));
    const head = await mendHead(tx, log);
    const rows = evidence.length + (head ? 1 : 0);
    if (rows > 0) await this.keep(tx, origin, offer?.source ?? '', evidence, head);
    // Who brought a row may not have heard yet that it is erased, and a damaged row that was held here may still say it.
    if (erasures.size > 0) await eraseEarlierVersions(tx, [...erasures.keys()]);
    await this.note(tx, origin, { rows, spans, whole }, known);
    return { rows, spans };
  }

  private async mendPlaces(
    tx: Sql,
    log: MendedLog,
    places: readonly Stretch[],
    offer: Offer | undefined,
  ): Promise<{ evidence: RowEvidence[]; spans: Span[] }> {
    const evidence: RowEvidence[] = [];
    const spans: Span[] = [];
    const gone: Gone = new Map();
    let lookedTo = 0;
    for (const place of places) {
      if (place.to <= lookedTo) continue;
      const examined = await examine(tx, log, place, (seq, stored, neighbours) =>
        this.overlay({ seq, stored, neighbours }, log, offer, gone),
      );
      const changed = changedRows(log.origin.id, examined);
      await putMended(
        tx,
        changed.map(({ row }) => row),
      );
      for (const { row, stored } of changed) evidence.push(...compareRows(stored, row, gone.get(row.seq)));
      spans.push(...examined.damage.filter((span) => span.from > lookedTo));
      lookedTo = Math.max(lookedTo, examined.lookedTo);
    }
    return { evidence, spans: spans.slice(0, REPAIR_SPANS_MAX) };
  }

  /** The row as it would be with what was brought. */
  private overlay(
    place: { seq: number; stored: StoredLogEntry | undefined; neighbours: Neighbours },
    log: MendedLog,
    offer: Offer | undefined,
    gone: Gone,
  ): AttestedRow | undefined {
    const { seq, stored, neighbours } = place;
    const offered = offer?.entries.get(seq);
    if (!offer || !offered) return stored;
    const merged = mergeEntry(this.config.profile.level, offered.entry, stored);
    if (merged.gone.length > 0 && !isErased(offered.entry, log.erasures)) {
      if (offer.lossless && seq <= log.textTo) return stored;
      gone.set(seq, merged.gone);
    }
    const { signer, signature } = offered.checkpoint ?? stored ?? { signer: null, signature: null };
    const storedAt = stored?.storedAt ?? storedAtOf(offered.entry, neighbours.before, neighbours.behind);
    return { ...merged.entry, seq, signer, signature, storedAt };
  }

  private async keep(
    tx: Sql,
    origin: OriginRow,
    source: string,
    evidence: readonly RowEvidence[],
    head: Place | undefined,
  ): Promise<void> {
    const { headSeq, headChain, signer, epoch, lane } = origin;
    const headRow = { kinds: ['head'], before: { seq: headSeq, chain: headChain, signer }, after: head };
    const seqs = [...evidence.map(({ seq }) => seq), ...(head ? [head.seq] : [])];
    const kinds = [...new Set([...evidence.flatMap((row) => row.kinds), ...(head ? ['head'] : [])])];
    await putRepair(tx, {
      ...{ origin: origin.origin, epoch, lane, source, kinds },
      from: Math.min(...seqs),
      to: Math.max(...seqs),
      rows: [...evidence, ...(head ? [headRow] : [])],
    });
    const gone = evidence.filter((row) => row.gone).length;
    this.logger.warn({
      msg: 'stored rows mended',
      log: logKey(origin),
      kinds,
      rows: seqs.length,
      source,
      gone,
    });
  }

  /** Damage stays noted until a look finds none: the figures are counted again when it is closed. */
  private async note(
    tx: Sql,
    origin: OriginRow,
    { rows, spans, whole }: Mended & { readonly whole: boolean },
    known: DamageRow | undefined,
  ): Promise<void> {
    if (spans.length === 0 && rows === 0 && (known?.spans.length ?? 0) === 0) return;
    await putDamage(tx, origin.id, spans, whole);
    const isNew = spans.length > 0 && (known?.spans.length ?? 0) === 0;
    if (isNew)
      this.logger.error({ msg: 'stored rows are damaged', log: logKey(origin), spans: spans.slice(0, 3) });
  }
}

interface ChangedRow {
  readonly row: StoredLogEntry;
  readonly stored: StoredLogEntry | undefined;
}

/** The rows of proven runs that are not stored as they must be. */
function changedRows(originId: number, examined: ExaminedStretch): ChangedRow[] {
  const corrections = new Map(examined.corrections.map((item) => [item.seq, item]));
  return examined.judged.flatMap((judged) => {
    const { seq, header, sections, storedAt } = judged;
    if (!examined.proven.some(({ from, to }) => from <= seq && seq <= to)) return [];
    const correction = corrections.get(seq);
    const chain = correction?.chain ?? judged.chain ?? '';
    const { signer, signature } = correction?.unsigned ? { signer: null, signature: null } : judged;
    const { record = null, version = null } = parseHeader(header) ?? {};
    const row = { originId, seq, record, version, header, sections, chain, signer, signature, storedAt };
    const stored = examined.stored.get(seq);
    return compareRows(stored, row).length > 0 ? [{ row, stored }] : [];
  });
}

function recordsOf({ entries }: Offer): string[] {
  return [...entries.values()].flatMap(({ entry }) => parseHeader(entry.header)?.record ?? []);
}

/** True where a later version of the record wants this one's text to be gone. */
function isErased({ header }: SealedEntry, erasures: MendedLog['erasures']): boolean {
  const { record, version } = parseHeader(header) ?? {};
  return record !== undefined && version !== undefined && version < (erasures.get(record) ?? 0);
}
