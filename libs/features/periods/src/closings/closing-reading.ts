import { Inject, Injectable } from '@nestjs/common';
import { SilianError, type Period } from '#core/kernel';
import { Clock } from '#platform/config';
import type { Sql } from '#platform/storage';
import { CountingBook, CurrentCatalogue } from '#features/ledger';
import { Borders, IndicatorReading, type Reading } from '#features/reporting';
import { UnitTree } from '#features/units';

/** Reads the figures of a period as of its last day, in the units that were there then. */
@Injectable()
export class ClosingReading {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(CountingBook) private readonly counting: CountingBook,
    @Inject(IndicatorReading) private readonly reading: IndicatorReading,
  ) {}

  /** Throws `recount_running`: what is being counted anew has no figure yet, and would be frozen without one. */
  async assertCounted(tx: Sql): Promise<void> {
    const counting = await this.counting.read(tx);
    const { terms } = this.current.statistics;
    if (![...terms.keys()].every((term) => counting.isComplete(term)))
      throw new SilianError('recount_running', { percent: counting.percent });
  }

  /** All indicators that this node can compute, also where there is no figure of the period: that is what is known of it. */
  async readAll(tx: Sql, unit: string, period: Period): Promise<ReadonlyMap<string, Reading>> {
    const readings = new Map<string, Reading>();
    const at = period.to;
    const borders = new Borders(this.tree.dated, 'reported', { at, today: this.clock.today() });
    const question = { unit: this.tree.requireOn(unit, at), borders, at, period: period.kind, byDims: false };
    const reader = await this.reading.reader(tx, question);
    for (const [code, indicator] of this.current.statistics.indicators) {
      if (!indicator.supported) continue;
      readings.set(code, await this.reading.readWith(reader, indicator));
    }
    return readings;
  }
}
