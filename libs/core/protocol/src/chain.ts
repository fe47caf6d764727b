import { digest } from './digest.js';

/**
 * Entries of the urgent lane have a log of their own, so that they need not wait behind a unit's ordinary backlog.
 * The ordinary lane has no name.
 */
export type Lane = 'urgent';

/** A log's identity: one origin (a unit), its epoch and lane. A new epoch starts a new log, chained from nothing. */
export interface LogId {
  readonly origin: string;
  readonly epoch: number;
  readonly lane?: Lane | undefined;
}

export function isLane(value: unknown): value is Lane {
  return value === 'urgent';
}

/** A log's identity as one text, for maps and for people: `140502001001/1`, `140502001001/1/urgent`. */
export function logKey({ origin, epoch, lane }: LogId): string {
  return lane === undefined ? `${origin}/${epoch}` : `${origin}/${epoch}/${lane}`;
}

/** How far a log goes: the last entry's number (0 for an empty log) and the chain there. */
export interface Head extends LogId {
  readonly seq: number;
  readonly chain: string;
}

/** The chain before the first entry: bound to the log, so that equal entries in two logs never look alike. */
export function genesis(log: LogId): string {
  return digest(`silian-log/1\n${log.origin}\n${log.epoch}${laneLine(log)}`);
}

/** The lane's own line in what is hashed or signed: nothing for the ordinary lane. */
export function laneLine({ lane }: LogId): string {
  return lane === undefined ? '' : `\n${lane}`;
}

/** `chain[n] = SHA-256(chain[n-1] ‖ LF ‖ entryHash[n])`. */
export function nextChain(chain: string, entryHash: string): string {
  return digest(`${chain}\n${entryHash}`);
}
