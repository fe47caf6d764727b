import { logKey, type Head } from '#core/protocol';
import { closedEnds, heldChainsAt, placeKey, type Sql } from '#platform/storage';
import { readPlaces, type LogPlace } from './head-questions.js';

/** Logs that were closed for the next epoch, as one heartbeat names them: a fork is rare, and closes two at the most. */
const CLOSED_LOGS_MAX = 250;

/** What a child asks with its heartbeat: where logs end for it that it has closed, and that go on elsewhere. */
export async function askedEnds(sql: Sql): Promise<{ readonly ends: readonly LogPlace[] } | null> {
  const ends = await closedEnds(sql, CLOSED_LOGS_MAX);
  return ends.length === 0 ? null : { ends };
}

/**
 * The heads of a parent as its child sees them: a log that the child has closed is compared where the child has it end.
 * What the parent holds behind that place is another branch, and stays.
 */
export async function endedAsAsked(
  sql: Sql,
  held: readonly Head[],
  question: unknown,
): Promise<readonly Head[]> {
  const { ends } = (question ?? {}) as { ends?: unknown };
  if (!Array.isArray(ends) || ends.length === 0 || ends.length > CLOSED_LOGS_MAX) return held;
  const places = new Map((readPlaces(ends) ?? []).map((place) => [logKey(place), place]));
  const beyond = held.filter((head) => (places.get(logKey(head))?.seq ?? head.seq) < head.seq);
  const cut = beyond.map((head) => ({ ...head, seq: places.get(logKey(head))?.seq ?? 0 }));
  const chains = await heldChainsAt(sql, cut);
  const ended = cut.map((head) => ({ ...head, chain: chains.get(placeKey(head)) ?? '' }));
  const replaced = new Map(ended.map((head) => [logKey(head), head]));
  return held.map((head) => replaced.get(logKey(head)) ?? head).filter(({ seq }) => seq > 0);
}
