/** The first pause after a failure. */
export const BACKOFF_MS_MIN = 250;

/** The longest pause: a parent that returns after a day is found within half a minute. */
export const BACKOFF_MS_MAX = 30_000;

/**
 * Exponential backoff with full jitter: many children of one parent spread out instead of returning together.
 * `random` is in [0, 1). A pause that the parent asked for is kept at least.
 */
export function backoffMs(failuresInRow: number, random: number, retryAfterMs = 0): number {
  const ceiling = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** Math.min(failuresInRow, 20));
  return Math.max(Math.ceil(ceiling * random), Math.min(retryAfterMs, BACKOFF_MS_MAX));
}
