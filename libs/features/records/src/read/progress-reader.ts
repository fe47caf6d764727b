import { Inject, Injectable } from '@nestjs/common';
import { parseHeader } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { issuersOf, NODE_IDENTITY, type NodeIdentity } from '#platform/identity';
import { Database, readProgress, type ProgressRow, type RecordWithEntry } from '#platform/storage';
import { progressOf, type ProgressStep, type Tier } from './progress.js';

/** Reads how far records got: what this node has heard of the tiers that its certificate names. */
@Injectable()
export class ProgressReader {
  private readonly tiers: readonly Tier[];

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NODE_CONFIG) config: NodeConfig,
    @Inject(NODE_IDENTITY) identity: NodeIdentity,
  ) {
    this.tiers = [{ unit: config.unit, level: config.profile.level }, ...issuersOf(identity.chain)];
  }

  /** The steps of each row, in their order. */
  async of(rows: readonly RecordWithEntry[]): Promise<ProgressStep[][]> {
    if (rows.length === 0) return [];
    const said = new Map<string, Map<string, ProgressRow>>();
    for (const row of await readProgress(this.database.sql, rows)) {
      const place = placeOf(row);
      const tiers = said.get(place) ?? new Map<string, ProgressRow>();
      said.set(place, tiers.set(row.tier, row));
    }
    return rows.map((row) => {
      const { status, header } = row;
      const savedAt = parseHeader(header)?.recordedAt ?? '';
      return progressOf(this.tiers, { status, savedAt }, said.get(placeOf(row)) ?? new Map());
    });
  }
}

function placeOf({ originId, seq }: { readonly originId: number; readonly seq: number }): string {
  return `${originId}:${seq}`;
}
