import { isWithin, type Day } from '#core/kernel';
import type { Arrivals } from '#platform/storage';
import type { DatedUnits } from '#features/units';

/** In which unit a unit's records of a day count, by the succession of units. */
export class Places {
  private readonly moving: ReadonlySet<string>;

  constructor(private readonly units: DatedUnits) {
    this.moving = new Set(units.succession.codes);
  }

  /** The unit that is there for `code` on a day. */
  unitOn(code: string, day: Day): string {
    if (!this.moving.has(code)) return code;
    return this.units.succession.placeOn(code, day);
  }

  /** Units outside of the prefix whose records count below it on some day. */
  incoming(unitPrefix: string): Arrivals['incoming'] {
    return [...this.moving].filter(
      (code) =>
        !isWithin(code, unitPrefix) &&
        this.units.succession.stepsOf(code).some(({ unit }) => isWithin(unit, unitPrefix)),
    );
  }

  /** True where no unit goes on as another. */
  get areFixed(): boolean {
    return this.moving.size === 0;
  }
}
