import type { Param } from '#core/catalogue';
import { codeLength, type Day } from '#core/kernel';
import { deadlinesOf, type Deadlines } from '#core/obligations';
import type { UnitIndex } from '#features/units';
import { paramPlace } from './param-place.js';

/** The deadlines of periods that end on one day, for all units: parameters hold for regions and kinds of streets. */
export class DeadlineBook {
  private readonly known = new Map<string, Deadlines>();
  /** Digits of a unit's code that decide: those of its street, which says of which kind it is, or more where parameters look further. */
  private readonly digits: number;

  constructor(
    private readonly params: readonly Param[],
    private readonly tree: UnitIndex,
    private readonly lastDay: Day,
  ) {
    const street = codeLength('street', tree.root?.code ?? '');
    this.digits = Math.max(street, ...params.map(({ where }) => where.region.length));
  }

  of(unit: string): Deadlines {
    const key = unit.slice(0, this.digits);
    const known = this.known.get(key);
    if (known) return known;
    const deadlines = deadlinesOf(this.params, paramPlace(unit, this.tree), this.lastDay);
    this.known.set(key, deadlines);
    return deadlines;
  }
}
