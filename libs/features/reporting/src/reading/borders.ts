import { isWithin, type Day } from '#core/kernel';
import type { CellsTerm } from '#core/statistics';
import type { BorderSpan } from '#platform/storage';
import type { DatedUnits, UnitIndex } from '#features/units';

/**
 * reported  a figure is asked in the units of its day: what happened counts in the unit that was there when it happened,
 *           what lives on in the one that is there on the asked day
 * today     everything counts in the unit that goes on today, so that figures of different years can be compared
 */
export const BORDERS = ['reported', 'today'] as const;
export type BordersKind = (typeof BORDERS)[number];

/** In which unit each cell counts, for one question. */
export class Borders {
  /** The day whose tree is shown, and whose units are counted. */
  readonly day: Day;
  readonly tree: UnitIndex;
  private readonly spans = new Map<string, readonly BorderSpan[]>();

  constructor(
    readonly units: DatedUnits,
    private readonly kind: BordersKind,
    { at, today }: { readonly at: Day; readonly today: Day },
  ) {
    this.day = kind === 'today' ? today : at;
    this.tree = units.on(this.day);
  }

  /** True where everything counts in the units of today. */
  get asToday(): boolean {
    return this.kind === 'today';
  }

  /** The day on which a term's cells are asked for their unit: null for each cell's own. */
  dayOf({ term }: CellsTerm, windowEnd: Day): Day | null {
    if (this.kind === 'today') return this.day;
    return term.time === 'stock' ? windowEnd : null;
  }

  /** What leaves or enters a unit's subtree on some day, and where it goes. */
  spansAt(unit: string): readonly BorderSpan[] {
    const known = this.spans.get(unit);
    if (known) return known;
    const spans = [...this.units.succession.codes].flatMap((code) => this.spansOf(code, unit));
    this.spans.set(unit, spans);
    return spans;
  }

  private spansOf(code: string, unit: string): BorderSpan[] {
    const steps = this.units.succession.stepsOf(code);
    if (!isWithin(code, unit) && !steps.some((step) => isWithin(step.unit, unit))) return [];
    return steps.map(({ from, unit: target }, index) => {
      return { unit: code, target, from, to: steps[index + 1]?.from ?? null };
    });
  }
}
