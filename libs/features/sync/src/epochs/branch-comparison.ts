import { Inject, Injectable } from '@nestjs/common';
import { isDigest, logKey, type Head, type LogId } from '#core/protocol';
import { chainsAt, Database, type ClosedLog, type OriginRow } from '#platform/storage';
import { LinkError, ParentLink } from '#features/nodes';
import { PLACES_MAX, type LogPlace } from '../heads/head-questions.js';
import { lastCommonPlace } from './last-common.js';

const HEADS_PATH = '/sync/v1/heads';

/** What the parent holds of a unit, beside this node's own logs of it. */
export interface Branches {
  /** Logs of this node that part from the parent's, or end before it: where, and what the parent has. */
  readonly parted: readonly (ClosedLog & { readonly originId: number })[];
  /** Logs that the parent holds and this node does not have at all. */
  readonly missing: readonly Head[];
  /** The newest epoch of either side; 0 where there is none. */
  readonly newestEpoch: number;
}

interface HeldByParent {
  readonly heads: readonly Head[];
  readonly chains: readonly (string | null)[];
}

/**
 * Finds out where a unit's logs and the parent's part. The parent's entries are not asked for: that they are there, and how
 * many, is all that is needed to go on without losing or doubling anything.
 */
@Injectable()
export class BranchComparison {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ParentLink) private readonly parent: ParentLink,
  ) {}

  /** Throws a LinkError where the parent does not answer. */
  async compare(unit: string, own: readonly OriginRow[]): Promise<Branches> {
    const { heads } = await this.ask(unit, []);
    const theirs = new Map(heads.map((head) => [logKey(head), head]));
    const known = new Set(own.map(logKey));
    const parted: Branches['parted'][number][] = [];
    for (const log of own.filter(({ local, abandonedAfter }) => local && abandonedAfter === null)) {
      const head = theirs.get(logKey(log));
      if (!head) continue;
      const commonSeq = await this.lastCommon(log, Math.min(log.headSeq, head.seq));
      if (commonSeq < head.seq) parted.push(closed(log, head, commonSeq));
    }
    const epochs = [...own, ...heads].map(({ epoch }) => epoch);
    return {
      parted,
      missing: heads.filter((head) => !known.has(logKey(head))),
      newestEpoch: Math.max(0, ...epochs),
    };
  }

  private lastCommon(log: OriginRow, limit: number): Promise<number> {
    return lastCommonPlace(limit, PLACES_MAX, async (seqs) => {
      const places = seqs.map((seq) => ({ ...idOf(log), seq }));
      const { chains } = await this.ask(log.origin, places);
      const own = await chainsAt(
        this.database.sql,
        seqs.map((seq) => ({ originId: log.id, seq })),
      );
      return seqs.map((seq, index) => own.get(`${log.id}:${seq}`) === chains[index]);
    });
  }

  private async ask(origin: string, places: readonly LogPlace[]): Promise<HeldByParent> {
    const answer = await this.parent.callJson(HEADS_PATH, { origin, places });
    const { heads, chains } = (answer ?? {}) as Partial<Record<keyof HeldByParent, unknown>>;
    const sound =
      Array.isArray(heads) &&
      heads.every((head) => isHeadOf(head, origin)) &&
      Array.isArray(chains) &&
      chains.length === places.length &&
      chains.every((chain) => chain === null || isDigest(chain));
    if (!sound) throw new LinkError('answer_unreadable:places');
    return { heads: heads as Head[], chains: chains as (string | null)[] };
  }
}

function closed(log: OriginRow, head: Head, commonSeq: number): Branches['parted'][number] {
  const ends = { commonSeq, parentSeq: head.seq, parentChain: head.chain };
  return { originId: log.id, ...idOf(log), seq: log.headSeq, chain: log.headChain, ...ends };
}

function idOf({ origin, epoch, lane }: LogId): LogId {
  return { origin, epoch, lane };
}

function isHeadOf(value: unknown, unit: string): boolean {
  const { origin, epoch, seq, chain } = (value ?? {}) as Partial<Record<keyof Head, unknown>>;
  return origin === unit && Number.isSafeInteger(epoch) && Number.isSafeInteger(seq) && isDigest(chain);
}
