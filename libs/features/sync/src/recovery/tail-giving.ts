import { Inject, Injectable } from '@nestjs/common';
import { encodeFrame, logKey, type CertificateChain, type Segment, type Span } from '#core/protocol';
import { NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Queues } from '#platform/queues';
import {
  Database,
  keptLogs,
  noteWriterEnds,
  suspectLogs,
  type BacklogRow,
  type KeptHead,
} from '#platform/storage';
import { Jurisdiction } from '#features/units';
import { assembleFrame, WHOLE } from '../uplink/frame-assembly.js';
import { neededCertificates, readSupplies, type Supply } from '../uplink/supply.js';
import { proveSegment } from './segment-proof.js';
import type { TailQuestion } from './tail-questions.js';

/** What is given of some logs, and where each of them ends here. */
export interface GivenTail {
  /** Null where nothing is given. */
  readonly frame: string | null;
  readonly heads: readonly KeptHead[];
}

/** What is sound of a frame, and where the damage begins of the logs that are not. */
interface Sound {
  readonly segments: readonly Segment[];
  readonly damaged: ReadonlyMap<number, Span>;
}

/**
 * Gives a child what it has lost of its own logs. Nothing is given that does not prove itself: what is damaged here is
 * mended first, and no other log waits for it.
 */
@Injectable()
export class TailGiving {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_IDENTITY) private readonly identity: NodeIdentity,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Queues) private readonly queues: Queues,
  ) {}

  async give(unit: string, { logs, bytesMax }: TailQuestion): Promise<GivenTail> {
    const { sql } = this.database;
    const kept = await keptLogs(sql, unit, logs);
    const from = new Map(logs.map((log) => [logKey(log), log.seq]));
    const behind = kept.flatMap((log) => {
      const ackedSeq = from.get(logKey(log)) ?? 0;
      return log.seq > ackedSeq ? { ...log, ackedSeq, headSeq: log.seq, knownSigner: null } : [];
    });
    const { segments, damaged } = await this.read(behind, bytesMax);
    await this.haveMended(behind, damaged);
    return {
      frame: segments.length === 0 ? null : encodeFrame(segments),
      heads: kept.map(({ originId, ...head }) => (damaged.has(originId) ? { ...head, damaged: true } : head)),
    };
  }

  private async read(behind: readonly BacklogRow[], bytesMax: number): Promise<Sound> {
    if (behind.length === 0) return { segments: [], damaged: new Map() };
    const { sql } = this.database;
    const supplies = await readSupplies(sql, behind);
    const certificates = await neededCertificates(sql, supplies);
    const damaged = new Map(supplies.filter(isBroken).map(({ log }) => [log.originId, spanBehind(log)]));
    const segments: Segment[] = [];
    for (const portion of assembleFrame(supplies, WHOLE, certificates, bytesMax)) {
      const sound = this.soundOf(portion.segments, certificates);
      segments.push(...sound);
      const next = portion.segments[sound.length];
      if (next) damaged.set(portion.supply.log.originId, spanOf(next));
    }
    return { segments, damaged };
  }

  /** The segments of one log up to the first that does not prove itself. */
  private soundOf(
    segments: readonly Segment[],
    certificates: ReadonlyMap<string, CertificateChain>,
  ): readonly Segment[] {
    const covers = (unit: string, origin: string) => this.jurisdiction.covers(unit, origin);
    const first = segments.findIndex(
      (segment) =>
        !proveSegment(segment, certificates.get(segment.checkpoint.signer), this.identity.trustRoot, covers),
    );
    return first < 0 ? segments : segments.slice(0, first);
  }

  /** Has looked after what is damaged; behind the ends of its writer nobody but the nodes above has it any more. */
  private async haveMended(behind: readonly BacklogRow[], damaged: ReadonlyMap<number, Span>): Promise<void> {
    const { sql } = this.database;
    for (const [originId, span] of damaged) await suspectLogs(sql, [originId], [span]);
    const ends = behind.map(({ originId, ackedSeq }) => ({ originId, seq: ackedSeq }));
    const news = ends.length > 0 && (await noteWriterEnds(sql, ends)) > 0;
    if (news || damaged.size > 0) this.queues.wake('audit');
  }
}

/** Where rows are lost, or no checkpoint is left, a log does not even make a segment. */
function isBroken({ log, entries }: Supply): boolean {
  const joins = entries[0]?.seq === log.ackedSeq + 1;
  const closed = entries.some(({ signature }) => signature !== null);
  return !joins || (!closed && entries.at(-1)?.seq === log.headSeq);
}

const spanBehind = ({ ackedSeq, headSeq }: BacklogRow): Span => ({
  from: ackedSeq + 1,
  to: headSeq,
  kind: 'altered',
});

const spanOf = ({ from, entries }: Segment): Span => ({
  from,
  to: from + entries.length - 1,
  kind: 'altered',
});
