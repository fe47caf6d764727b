import type { Target } from '#core/catalogue';
import { isWithin, type Day } from '#core/kernel';
import { progressOf, type Progress } from '#core/statistics';
import type { UnitRow } from '#platform/storage';
import type { Figure } from '../reading/figure.js';
import type { IndicatorFigures } from '../reading/indicator-figures.js';

/** A target of the catalogue, or one that was given to the unit. */
export type AnyTarget = Omit<Target, 'basis'> & {
  readonly basis: Target['basis'] | 'given';
  /** Who gave it, and how often it was changed. */
  readonly issuer?: string;
  readonly revisions?: number;
};

/** A target as it stands for one unit. */
export interface TargetStatus extends Progress, AnyTarget {
  /** The figure that it is measured by. */
  readonly figure: number | null;
  /** Units that have to meet it by themselves and do not, or of which it is not known. */
  readonly failing: readonly string[];
}

export interface AskedTarget {
  readonly unit: UnitRow;
  /** Units right below the asked one. */
  readonly children: readonly UnitRow[];
  readonly now: { readonly at: Day; readonly figures: IndicatorFigures };
  readonly before: { readonly at: Day; readonly figures: IndicatorFigures };
  /** False where not all units that are expected have reported. */
  readonly whole: boolean;
}

/** How the targets that concern a unit stand, the next due one first. */
export function targetStatuses(targets: readonly AnyTarget[], asked: AskedTarget): readonly TargetStatus[] {
  const { now, before, whole } = asked;
  return targets
    .flatMap((target) => {
      const measured = measuredBy(target, asked);
      if (!measured) return [];
      const [figure, earlier] = [measured(now.figures).value, measured(before.figures).value];
      const progress = progressOf(
        target,
        { at: now.at, value: figure },
        { at: before.at, value: earlier },
        whole,
      );
      const failing = target.each ? failingUnits(target, asked) : [];
      return { ...target, ...progress, ...(failing.length > 0 ? { met: false } : {}), figure, failing };
    })
    .sort((one, other) => rankOf(one.due, now.at).localeCompare(rankOf(other.due, now.at)));
}

/** Targets that are still to come before those that are over, the nearest first. */
function rankOf(due: Day, at: Day): string {
  return `${due >= at ? 0 : 1} ${due}`;
}

type Measure = (figures: IndicatorFigures) => Figure;

/** By which figure of the unit a target is measured; undefined where it does not concern the unit. */
function measuredBy({ regions, each }: AnyTarget, { unit, children }: AskedTarget): Measure | undefined {
  const below = regions.filter((region) => isWithin(region, unit.code));
  if (each) {
    const own = unit.level === 'district' && regions.some((region) => isWithin(unit.code, region));
    return own || below.length > 0 ? (figures) => figures.whole() : undefined;
  }
  // What some units are to reach together is measured where all of them are seen.
  if (below.length === 0 || below.length < regions.length) return undefined;
  if (below.includes(unit.code)) return (figures) => figures.whole();
  const known = below.every((region) => children.some(({ code }) => code === region));
  return known ? (figures) => figures.over(below) : undefined;
}

function failingUnits(target: AnyTarget, { children, now, unit }: AskedTarget): readonly string[] {
  if (unit.level === 'district') return [];
  return children
    .filter(
      ({ code, level }) => level === 'district' && target.regions.some((region) => isWithin(code, region)),
    )
    .filter(({ code }) => {
      const { value } = now.figures.at(code);
      const dated = { at: now.at, value };
      return progressOf(target, dated, dated, false).met !== true;
    })
    .map(({ code }) => code);
}
