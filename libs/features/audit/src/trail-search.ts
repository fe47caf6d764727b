import { Inject, Injectable } from '@nestjs/common';
import { wordsForAction } from '#core/access';
import { isWithin, SilianError, type Bilingual } from '#core/kernel';
import type { SignedTrailEntry } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import { Database, readTrailHead, searchTrail, type TrailQuery } from '#platform/storage';
import { Jurisdiction, UnitTree } from '#features/units';

export type TrailQuestion = Omit<TrailQuery, 'unitPrefix' | 'beforeSeq'> & {
  readonly unit: string;
  readonly cursor?: number;
};

export interface TrailEntryView {
  readonly seq: number;
  readonly at: string;
  readonly who: string;
  readonly roles: readonly string[];
  readonly callerUnit: string | null;
  readonly action: string;
  readonly words: Bilingual;
  readonly subject: { readonly type: string; readonly ids: readonly string[] } | null;
  readonly unit: string;
  readonly purpose: string | null;
  readonly outcome: 'done' | 'refused';
  readonly code: string | null;
  readonly address: string | null;
  readonly details: object;
}

export interface TrailPage {
  readonly entries: TrailEntryView[];
  readonly next: number | null;
  /** Where the trail ends: whoever keeps this can show later that nothing before it was taken away. */
  readonly head: { readonly seq: number; readonly chain: string };
}

/** What was written down of what people did, for auditors: of units that they may look into. */
@Injectable()
export class TrailSearch {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  async search(caller: Caller, { unit, cursor, limit, ...asked }: TrailQuestion): Promise<TrailPage> {
    this.tree.requireKnown(unit);
    this.jurisdiction.assertScope(caller, unit);
    if (asked.from !== undefined && asked.before !== undefined && asked.from >= asked.before)
      throw new SilianError('query_invalid', {}, [{ field: 'to', rules: ['must not be before from'] }]);
    const { sql } = this.database;
    // Everything here concerns the node's own unit or one below.
    const whole = isWithin(this.config.unit, unit);
    const rows = await searchTrail(sql, {
      ...asked,
      ...(whole ? {} : { unitPrefix: unit }),
      ...(cursor === undefined ? {} : { beforeSeq: cursor }),
      limit: limit + 1,
    });
    const page = rows.slice(0, limit);
    const head = await readTrailHead(sql);
    return {
      entries: page.map(view),
      next: rows.length > limit ? (page.at(-1)?.seq ?? null) : null,
      head: { seq: head?.seq ?? 0, chain: head?.chain ?? '' },
    };
  }
}

function view(entry: SignedTrailEntry): TrailEntryView {
  const { seq, at, who, roles, callerUnit, action, subjectType, subjectIds, details, ...rest } = entry;
  const { unit, purpose, outcome, code, address } = rest;
  return {
    ...{ seq, at, who, roles, callerUnit, action, words: wordsForAction(action) },
    subject: subjectType === null ? null : { type: subjectType, ids: subjectIds },
    ...{ unit, purpose, outcome, code, address },
    details: JSON.parse(details) as object,
  };
}
