import { setTimeout as wait } from 'node:timers/promises';

export interface UntilOptions {
  readonly deadlineMs: number;
  readonly everyMs?: number;
  /** What is awaited, as the end of "gave up waiting for …". */
  readonly what: string;
}

const EVERY_MS = 25;

/**
 * Asks again and again until `condition` gives something; the only way in which a test may wait. A condition that
 * throws counts as "not yet", and the last error is part of the message when the deadline passes.
 */
export async function until<T>(
  condition: () => Promise<T | false | undefined>,
  { deadlineMs, everyMs = EVERY_MS, what }: UntilOptions,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const outcome = await attempt(condition);
    if (outcome.found !== undefined) return outcome.found;
    if (performance.now() >= deadline) {
      throw new Error(`gave up waiting for ${what} after ${deadlineMs} ms; last ${outcome.last}`, {
        cause: outcome.error,
      });
    }
    await wait(everyMs);
  }
}

interface Outcome<T> {
  readonly found?: T;
  readonly last: string;
  readonly error?: unknown;
}

async function attempt<T>(condition: () => Promise<T | false | undefined>): Promise<Outcome<T>> {
  try {
    const value = await condition();
    if (value === false || value === undefined) return { last: `value: ${String(value)}` };
    return { found: value, last: '' };
  } catch (error) {
    return { last: `error: ${String(error)}`, error };
  }
}
