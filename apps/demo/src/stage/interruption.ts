import { Failure } from '../failure.js';

/** Somebody asked the program to end. */
export class Interrupted extends Failure {
  constructor(signal: string) {
    super(`interrupted by ${signal}`);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal to this process, or an error that nobody caught, aborts the work instead of ending the process at once: what
 * was started is stopped on the way out. Further signals are ignored, since a half-done clean-up leaves servers behind.
 */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of SIGNALS) process.on(name, () => controller.abort(new Interrupted(name)));
  process.on('uncaughtException', (error) => controller.abort(error));
  process.on('unhandledRejection', (reason) => controller.abort(reason));
  return controller.signal;
}

/** The outcome of the work, or the reason of the abort as soon as it comes. */
export async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
    // Work that is left behind may still fail when its nodes are stopped; that is no news then.
    work.catch(() => undefined);
  }
}
