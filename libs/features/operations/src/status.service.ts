import { Inject, Injectable } from '@nestjs/common';
import { Clock, NODE_CONFIG, PRODUCT_VERSION, type NodeConfig } from '#platform/config';
import { Queues } from '#platform/queues';
import {
  allOrigins,
  countDamage,
  countRecords,
  Database,
  openForks,
  partialSources,
  readLinkState,
  type LinkState,
} from '#platform/storage';
import { CurrentCatalogue, Recount } from '#features/ledger';
import { UnitTree } from '#features/units';
import { damageMessage } from './damage-message.js';
import { partialsMessage } from './partials-message.js';
import type { LinkDto, StatusDto } from './operations.responses.js';

/** What an operator asks first: what is here, what is behind, and what the queues do. */
@Injectable()
export class Status {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Recount) private readonly recount: Recount,
  ) {}

  async read(): Promise<StatusDto> {
    const { sql } = this.database;
    const { profile, unit } = this.config;
    const [origins, records, forks, link, damage, partials, counting, queues] = await Promise.all([
      allOrigins(sql),
      countRecords(sql),
      openForks(sql),
      profile.parent ? readLinkState(sql, 'uplink') : null,
      countDamage(sql),
      partialSources(sql),
      this.recount.progress(),
      this.queues.health(),
    ]);
    return {
      unit,
      level: profile.level,
      version: PRODUCT_VERSION,
      catalogue: this.current.catalogue.version,
      // A node keeps its unit's code for good, also where the unit goes on under another one.
      units: this.tree.subtree(this.tree.successorOn(unit, this.clock.today())).length,
      origins: origins.length,
      entries: origins.reduce((sum, origin) => sum + origin.headSeq, 0),
      records,
      forks: forks.map(({ origin, epoch, lane = 'ordinary' }) => ({ origin, epoch, lane })),
      uplink: link && toDto(link),
      damage: { logs: damage.logs, repairs: damage.repairs, message: damageMessage(damage) },
      partials: partialsMessage(partials),
      counting: counting.message,
      queues: queues.map((queue) => ({ ...queue, counts: { ...queue.counts } })),
    };
  }
}

function toDto(link: LinkState): LinkDto {
  const instant = (value: Date | null): string | null => value?.toISOString() ?? null;
  return {
    ...link,
    refused: [...link.refused],
    oldestStoredAt: instant(link.oldestStoredAt),
    lastSuccessAt: instant(link.lastSuccessAt),
    lastFailureAt: instant(link.lastFailureAt),
    retryAt: instant(link.retryAt),
    pacedUntil: instant(link.pacedUntil),
    equalAt: instant(link.equalAt),
  };
}
