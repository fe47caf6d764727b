import type { Indicator } from '#core/catalogue';
import type { Figure } from '../reading/figure.js';

/** A unit's figure and its place; equal figures share a place, and a unit without a figure has none. */
export type Ranked<F extends Figure> = F & { readonly rank: number | null };

/** Units are compared, people are not: what is ranked are figures of units. */
export function rankedBy<F extends Figure>(better: Indicator['better'], figures: readonly F[]): Ranked<F>[] {
  const sign = better === 'down' ? 1 : -1;
  const known = figures
    .filter(({ value }) => value !== null)
    .sort((one, other) => sign * ((one.value ?? 0) - (other.value ?? 0)));
  const ranked: Ranked<F>[] = [];
  for (const [index, figure] of known.entries()) {
    const before = ranked.at(-1);
    ranked.push({ ...figure, rank: before && before.value === figure.value ? before.rank : index + 1 });
  }
  const unknown = figures.filter(({ value }) => value === null).map((figure) => ({ ...figure, rank: null }));
  return [...ranked, ...unknown];
}
