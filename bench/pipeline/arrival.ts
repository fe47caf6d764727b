import { ApiError, pause, type NodeProcess } from '../../apps/demo/src/fleet/index.js';
import { Failure } from '../../apps/demo/src/failure.js';

export interface Arrival {
  readonly at: number;
  /** How often the city was asked; the time between two answers is the error of the measurement. */
  readonly looks: number;
}

/** Waits until the city holds a record. Asking for one by its id costs the city next to nothing. */
export async function waitForRecord(
  city: NodeProcess,
  record: string,
  options: { readonly everyMs: number; readonly msMax: number; readonly signal: AbortSignal },
): Promise<Arrival> {
  const deadline = performance.now() + options.msMax;
  for (let looks = 1; ; looks += 1) {
    if (await holds(city, record)) return { at: performance.now(), looks };
    if (performance.now() > deadline) {
      throw new Failure(`record ${record} had not reached the city after ${options.msMax / 1_000} s`);
    }
    options.signal.throwIfAborted();
    await pause(options.everyMs);
  }
}

async function holds(city: NodeProcess, record: string): Promise<boolean> {
  try {
    await city.api.call('administrator', 'GET', `/api/v1/records/${record}`);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.body.code === 'record_unknown') return false;
    throw error;
  }
}
