import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { parsePeriod, SilianError, type Period } from '#core/kernel';
import { digest, logKey } from '#core/protocol';
import { Clock } from '#platform/config';
import type { Caller } from '#platform/identity';
import {
  Database,
  headsCounted,
  listClosings,
  lockClosings,
  newestRevision,
  putClosing,
  type ClosingRow,
  type FrozenHeads,
  type Sql,
} from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { Places } from '#features/obligations';
import { Jurisdiction, UnitTree } from '#features/units';
import { ClosingReading } from './closing-reading.js';

export interface ClosingOrder {
  readonly unit: string;
  readonly period: string;
  readonly reason: string | undefined;
}

/** Closes periods: what was reported then is kept for good, whatever comes in later. */
@Injectable()
export class Closings {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(ClosingReading) private readonly reading: ClosingReading,
  ) {}

  /** Throws where the period is not over, is closed again without a reason, or figures are being counted anew. */
  async close(caller: Caller, { unit, period: name, reason }: ClosingOrder): Promise<ClosingRow> {
    this.jurisdiction.assertScope(caller, unit);
    const period = this.overPeriod(name);
    this.tree.requireOn(unit, period.to);
    await this.assertReason(this.database.sql, unit, name, reason);
    const counted = await this.database.snapshot(async (tx) => {
      await this.reading.assertCounted(tx);
      return {
        catalogue: this.current.catalogue.version,
        ...(await this.readHeads(tx, unit)),
        readings: await this.reading.readAll(tx, unit, period),
      };
    });
    const { readings, ...frozen } = counted;
    return this.database.transaction(async (tx) => {
      await lockClosings(tx);
      await this.assertReason(tx, unit, name, reason);
      const revision = (await newestRevision(tx, unit, name)) + 1;
      const closedBy = caller.who;
      const about = {
        id: randomUUID() as string,
        unit,
        period: name,
        lastDay: period.to,
        revision,
        closedBy,
      };
      await putClosing(tx, { ...about, reason: reason ?? null, ...frozen }, readings);
      const [row] = await listClosings(tx, { unitPrefix: unit, period: name, after: undefined, limit: 1 });
      if (!row) throw new TypeError('a closing that was written is there');
      return row;
    });
  }

  private overPeriod(name: string): Period {
    const period = parsePeriod(name);
    if (!period) throw new SilianError('period_invalid', { period: name });
    if (period.to >= this.clock.today()) throw new SilianError('period_not_over', { day: period.to });
    return period;
  }

  private async assertReason(
    sql: Sql,
    unit: string,
    period: string,
    reason: string | undefined,
  ): Promise<void> {
    if (reason !== undefined) return;
    const revision = await newestRevision(sql, unit, period);
    if (revision > 0) throw new SilianError('closing_reason_missing', { unit, period, revision });
  }

  /** What the figures are counted from, so that a later look finds what has been stored since. */
  private async readHeads(tx: Sql, unit: string): Promise<{ heads: FrozenHeads; headsDigest: string }> {
    const heads = await headsCounted(tx, unit, new Places(this.tree.dated).incoming(unit));
    const lines = heads.map((head) => `${logKey(head)}:${head.seq}:${head.chain}`);
    return {
      heads: Object.fromEntries(heads.map(({ originId, seq }) => [originId, seq])),
      headsDigest: digest(lines.join('\n')),
    };
  }
}
