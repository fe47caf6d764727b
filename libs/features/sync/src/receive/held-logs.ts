import { SilianError } from '#core/kernel';
import {
  comparedSeqs,
  genesis as genesisOf,
  logKey,
  RECEIVER_STATES,
  type Continuity,
  type Head,
  type LogId,
  type ReceiverState,
  type Segment,
} from '#core/protocol';
import { chainsAt, createOrigins, lockOrigins, type OriginRow, type Sql } from '#platform/storage';

/**
 * Locks the logs of a frame, and makes those that begin here. A log that would be refused is not made: a sender could
 * fill the table with logs that hold nothing.
 */
export async function lockLogs(
  tx: Sql,
  segments: readonly Segment[],
  sound: readonly Segment[],
): Promise<Map<string, OriginRow>> {
  const origins = new Map((await lockOrigins(tx, segments)).map((row) => [logKey(row), row]));
  const beginning = sound
    .filter((segment) => !origins.has(logKey(segment)) && !misbegun(segment))
    // In one order for everybody: two frames that begin the same logs must not wait for each other in a circle.
    .sort((a, b) => (logKey(a) < logKey(b) ? -1 : 1));
  if (beginning.length === 0) return origins;
  await createOrigins(tx, beginning, false);
  for (const row of await lockOrigins(tx, beginning)) origins.set(logKey(row), row);
  return origins;
}

/** Why a segment cannot be the first of its log; undefined where it can. */
export function misbegun(segment: Segment): SilianError | undefined {
  if (segment.from > 1) return refusalOf(segment, 'absent', { kind: 'gap' });
  if (segment.prevChain === genesisOf(segment)) return undefined;
  return refusalOf(segment, 'absent', { kind: 'fork', seq: 0 });
}

export function stateOf({ local, frozenCode }: OriginRow): ReceiverState {
  if (local) return 'local';
  return frozenCode === null ? 'held' : 'frozen';
}

/** Why nothing is taken of a log in this state, where nothing is. */
export function refusalOf(
  { origin }: LogId,
  state: ReceiverState,
  continuity: Continuity,
): SilianError | undefined {
  const action = RECEIVER_STATES[state][continuity.kind];
  if (action === 'store' || action === 'nothing') return undefined;
  return new SilianError(action, { origin, seq: continuity.kind === 'fork' ? continuity.seq : 0 });
}

/** The chain that this node holds at a place of a log. */
export type HeldChain = (origin: OriginRow, seq: number) => string | undefined;

/** Reads the chains that the comparison needs, in one statement for the whole frame. */
export async function readHeldChains(
  tx: Sql,
  segments: readonly Segment[],
  origins: ReadonlyMap<string, OriginRow>,
): Promise<HeldChain> {
  const places = segments.flatMap((segment) => {
    const origin = origins.get(logKey(segment));
    if (!origin) return [];
    const inside = comparedSeqs(segment, headOf(origin)).filter((seq) => seq > 0 && seq < origin.headSeq);
    return inside.map((seq) => ({ originId: origin.id, seq }));
  });
  const chains = places.length === 0 ? new Map<string, string>() : await chainsAt(tx, places);
  return (origin, seq) => {
    if (seq === origin.headSeq) return origin.headChain;
    return seq === 0 ? genesisOf(origin) : chains.get(`${origin.id}:${seq}`);
  };
}

export function headOf({ origin, epoch, lane, headSeq, headChain }: OriginRow): Head {
  return { origin, epoch, lane, seq: headSeq, chain: headChain };
}
