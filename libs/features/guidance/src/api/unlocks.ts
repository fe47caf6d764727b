import { Inject, Injectable } from '@nestjs/common';
import { parsePeriod, SilianError, type Day } from '#core/kernel';
import { readDirective } from '#core/protocol';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import { allDownLogs, listDirectives, type Sql } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { Jurisdiction } from '#features/units';
import { invalid } from '../kinds/reading.js';
import type { Unlock } from '../kinds/unlock.js';
import { Desk, show, type Shown } from './desk.js';

/** Unlocks that are looked through, the newest first: a city gives some hundreds a year, and they end. */
const UNLOCKS_MAX = 10_000;

/** An unlock as whoever asks about one report sees it. */
export interface GivenUnlock extends Unlock {
  /** Holds for this unit and those below it. */
  readonly unit: string;
  /** The last day of the period. */
  readonly lastDay: Day;
}

/** Locked periods that units above have opened again for some unit. */
@Injectable()
export class Unlocks {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Desk) private readonly desk: Desk,
  ) {}

  /** Throws where the type has no such period, where the day is over, and where the unit is not below this one. */
  issue(caller: Caller, unit: string, body: Unlock): Promise<Shown<'unlock'>> {
    const type = this.current.catalogue.types.get(body.type);
    if (!type) throw new SilianError('type_unknown', { type: body.type });
    if (type.period === undefined || parsePeriod(body.period)?.kind !== type.period)
      throw invalid('period', 'expected a period of the type’s kind');
    if (body.until < this.clock.today()) throw invalid('until', 'is over already');
    if (unit === this.config.unit) throw new SilianError('unlock_not_below', { unit });
    return this.desk.issue(caller, { kind: 'unlock', addressee: unit, body });
  }

  async list(
    caller: Caller,
    query: { readonly limit: number; readonly cursor?: number },
  ): Promise<{ readonly unlocks: Shown<'unlock'>[]; readonly next: number | null }> {
    const { items, next } = await this.desk.list(caller, 'unlock', query);
    return { unlocks: items, next };
  }

  /** Those that were given to a unit, to units above it or to units below it. */
  async concerning(sql: Sql, unit: string): Promise<readonly GivenUnlock[]> {
    const logs = (await allDownLogs(sql)).filter(
      ({ addressee }) =>
        this.jurisdiction.covers(addressee, unit) || this.jurisdiction.covers(unit, addressee),
    );
    if (logs.length === 0) return [];
    const logIds = logs.map(({ id }) => id);
    const rows = await listDirectives(sql, {
      kind: 'unlock',
      logIds,
      before: undefined,
      limit: UNLOCKS_MAX,
    });
    return rows.flatMap((row) => {
      const directive = readDirective(row.line);
      if (!directive) return [];
      const shown = show('unlock', directive, row);
      const lastDay = parsePeriod(shown.period)?.to;
      return lastDay === undefined ? [] : [{ ...shown, lastDay }];
    });
  }
}
