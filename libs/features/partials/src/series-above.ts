import { Inject, Injectable } from '@nestjs/common';
import type { Level } from '#core/kernel';
import { planStart, seriesAbove, type Series, type Statistics } from '#core/statistics';
import { CurrentCatalogue } from '#features/ledger';

/** The series whose records must not rise to a level, by the catalogue in force; made once for each catalogue. */
@Injectable()
export class SeriesAbove {
  private made:
    | { readonly of: Statistics; readonly level: Level; readonly series: ReadonlyMap<string, Series> }
    | undefined;

  constructor(@Inject(CurrentCatalogue) private readonly current: CurrentCatalogue) {}

  at(level: Level): ReadonlyMap<string, Series> {
    const { statistics, catalogue } = this.current;
    if (this.made?.of !== statistics || this.made.level !== level)
      this.made = { of: statistics, level, series: seriesAbove(statistics, level, planStart(catalogue)) };
    return this.made.series;
  }
}
