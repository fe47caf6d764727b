import { parseHeader, type Checkpoint, type Place, type SealedEntry } from '#core/protocol';
import type { StoredLogEntry } from '#platform/storage';

/** An entry as another node holds it: its sections may be withheld. */
export interface OfferedEntry {
  readonly seq: number;
  readonly entry: SealedEntry;
  /** Null where that node holds none there. */
  readonly checkpoint: Checkpoint | null;
}

/** What another node brings to mend one log. */
export interface Offer {
  /** The unit of that node. */
  readonly source: string;
  readonly entries: ReadonlyMap<number, OfferedEntry>;
  /** Where the log ends there. */
  readonly head: Place | undefined;
  /** Taken only where no text is lost by it, as long as a node below holds more. */
  readonly lossless: boolean;
}

type Neighbour = Pick<StoredLogEntry, 'storedAt'> | undefined;

/** When an entry came whose row is lost: when it was written, but not before the row before it, nor after the next one. */
export function storedAtOf({ header }: SealedEntry, before: Neighbour, behind: Neighbour): Date {
  const recordedAt = parseHeader(header)?.recordedAt;
  const written = recordedAt === undefined ? undefined : new Date(recordedAt);
  const low = before?.storedAt ?? written;
  const high = behind?.storedAt ?? written;
  const times = [written, low, high].flatMap((time) => time ?? []);
  if (times.length === 0) return new Date();
  // The one in the middle.
  return times.sort((one, other) => one.getTime() - other.getTime())[
    Math.floor((times.length - 1) / 2)
  ] as Date;
}
