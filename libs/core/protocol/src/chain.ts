import { digest } from './digest.js';

/** A log's identity: one origin (a unit) and its epoch. A new epoch starts a new log, chained from nothing. */
export interface LogId {
  readonly origin: string;
  readonly epoch: number;
}

/** How far a log goes: the last entry's number (0 for an empty log) and the chain there. */
export interface Head extends LogId {
  readonly seq: number;
  readonly chain: string;
}

/** The chain before the first entry: bound to the log, so that equal entries in two logs never look alike. */
export function genesis(log: LogId): string {
  return digest(`silian-log/1\n${log.origin}\n${log.epoch}`);
}

/** `chain[n] = SHA-256(chain[n-1] ‖ LF ‖ entryHash[n])`. */
export function nextChain(chain: string, entryHash: string): string {
  return digest(`${chain}\n${entryHash}`);
}
