import type { Fleet } from '../fleet/index.js';
import type { Book } from '../world/index.js';
import { PLAIN_FIGURES, type PlainFigure } from './plain-figures.js';

/** A quotient of exact sums is rounded once on each side. */
const TOLERANCE = 1e-9;

export interface Comparison {
  readonly compared: number;
  readonly faults: readonly string[];
}

interface Place {
  /** The node that is asked. */
  readonly node: string;
  /** The unit whose figure is asked. */
  readonly unit: string;
}

/**
 * Asks the city for itself and for a district, and the district for itself: all must give what plain filtering of the
 * entered records gives.
 */
export async function compareFigures(
  fleet: Fleet,
  book: Book,
  places: { readonly city: string; readonly district: string },
): Promise<Comparison> {
  const asked: readonly Place[] = [
    { node: places.city, unit: places.city },
    { node: places.city, unit: places.district },
    { node: places.district, unit: places.district },
  ];
  const faults: string[] = [];
  for (const figure of PLAIN_FIGURES) {
    for (const place of asked) faults.push(...(await compareOne(fleet, book, figure, place)));
  }
  return { compared: PLAIN_FIGURES.length * asked.length, faults };
}

async function compareOne(fleet: Fleet, book: Book, figure: PlainFigure, place: Place): Promise<string[]> {
  const { code, at, period } = figure;
  const query = new URLSearchParams({ unit: place.unit, at, period });
  const answer = await fleet.node(place.node).api.indicator(code, query.toString());
  const expected = figure.compute(book.live.filter((record) => record.unit.startsWith(place.unit)));
  if (isSame(answer.value, expected)) return [];
  return [
    `${code} of ${place.unit} at ${at} (${period}): node ${place.node} says ${answer.value}, ` +
      `the records as entered give ${expected}`,
  ];
}

function isSame(left: number | null, right: number | null): boolean {
  if (left === null || right === null) return left === right;
  return Math.abs(left - right) <= TOLERANCE * Math.max(1, Math.abs(right));
}
