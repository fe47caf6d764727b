/** Wrong answers that a person may give before the first wait: mistyping is no attack. */
const FREE_FAILURES = 4;

const WAIT_MS_MIN = 5_000;

/** Longer waits would let anybody lock somebody else out for the day. */
const WAIT_MS_MAX = 15 * 60_000;

/** After so long without a failure, earlier ones say nothing any more. */
export const FAILURES_KEPT_MS = 24 * 3_600_000;

/** From one address many people sign in. */
export const ADDRESS_FAILURES_FREE = 40;

/** How long nothing is tried after so many failures in a row: doubled with each, within its bounds. In ms; 0 for no wait. */
export function waitAfter(failures: number, free: number = FREE_FAILURES): number {
  if (failures <= free) return 0;
  return Math.min(WAIT_MS_MAX, WAIT_MS_MIN * 2 ** Math.min(failures - free - 1, 20));
}
