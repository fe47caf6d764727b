import { isWithin } from '#core/kernel';
import { addState, emptyTally, periodName, type Tally } from '#core/obligations';
import type { Obligation } from '#features/obligations';
import type { UnitRow } from '#platform/storage';
import type { CompletenessDto, ObligationDto, UnitTallyDto } from './completeness.dto.js';
import { obligationView } from './obligation-view.js';

/** Counts what the units below a unit owe, by child and period, and lists what it owes itself. */
export class Grid {
  private readonly total = emptyTally();
  private readonly own: ObligationDto[] = [];
  private readonly rows = new Map<string, Row>();

  /** `children` are shown in any case, also where they owe nothing; `width` tells their codes apart. */
  constructor(
    private readonly unit: string,
    private readonly width: number,
    children: readonly UnitRow[],
    private readonly nameOf: (code: string) => string,
  ) {
    for (const { code } of children) this.rows.set(code, new Row());
  }

  take(obligation: Obligation): void {
    addState(this.total, obligation.state);
    const { countsIn } = obligation;
    if (countsIn === this.unit) this.own.push(obligationView(obligation));
    if (countsIn === this.unit || !isWithin(countsIn, this.unit)) return;
    const child = countsIn.slice(0, this.width);
    const row = this.rows.get(child) ?? new Row();
    this.rows.set(child, row);
    row.take(obligation);
  }

  finish(): Pick<CompletenessDto, 'total' | 'children' | 'obligations'> {
    const children = [...this.rows]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([unit, row]) => ({ unit, name: this.nameOf(unit), ...row.finish() }));
    return { total: this.total, children, obligations: this.own };
  }
}

class Row {
  private readonly total = emptyTally();
  private readonly periods = new Map<string, Tally>();

  take({ period, state }: Obligation): void {
    const name = periodName(period);
    const tally = this.periods.get(name) ?? emptyTally();
    this.periods.set(name, tally);
    for (const counted of [this.total, tally]) addState(counted, state);
  }

  finish(): Pick<UnitTallyDto, 'total' | 'periods'> {
    const periods = [...this.periods]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([period, tally]) => ({ period, ...tally }));
    return { total: this.total, periods };
  }
}
