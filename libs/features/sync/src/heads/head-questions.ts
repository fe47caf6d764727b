import { SilianError, unitLevel } from '#core/kernel';
import { HEAD_BUCKETS, isDigest, isLane, type LogId } from '#core/protocol';

/** Logs that one question names: more than a bucket of the largest city has. */
export const NAMED_LOGS_MAX = 1_000;

/** Places of one unit's logs that one question names: a log of a million entries is searched in four questions. */
export const PLACES_MAX = 64;

export interface LogPlace extends LogId {
  readonly seq: number;
}

/**
 * What a child asks about the heads that it shares with its parent: which buckets differ, where some logs stand, or what
 * the parent has of one unit at certain places.
 */
export type HeadQuestion =
  | { readonly buckets: readonly string[] }
  | { readonly logs: readonly LogId[] }
  | { readonly origin: string; readonly places: readonly LogPlace[] };

export function readHeadQuestion(value: unknown): HeadQuestion {
  const { buckets, logs, origin, places } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (Array.isArray(buckets)) {
    const sound = buckets.length === HEAD_BUCKETS && buckets.every((item) => item === '' || isDigest(item));
    if (!sound) throw new SilianError('body_invalid');
    return { buckets: buckets as string[] };
  }
  if (Array.isArray(places)) {
    const read = places.length <= PLACES_MAX && typeof origin === 'string' && readPlaces(places);
    if (!read || unitLevel(origin) === undefined || !read.every((place) => place.origin === origin))
      throw new SilianError('body_invalid');
    return { origin, places: read };
  }
  if (!Array.isArray(logs) || logs.length > NAMED_LOGS_MAX) throw new SilianError('body_invalid');
  return { logs: logs.map(readLog) };
}

/** Reads which log is meant; throws `body_invalid`. */
export function readLog(value: unknown): LogId {
  const { origin, epoch, lane } = (value ?? {}) as Partial<Record<keyof LogId, unknown>>;
  const sound =
    typeof origin === 'string' &&
    unitLevel(origin) !== undefined &&
    Number.isSafeInteger(epoch) &&
    (lane === undefined || isLane(lane));
  if (!sound) throw new SilianError('body_invalid');
  return { origin, epoch: epoch as number, lane };
}

/** Undefined where one of them is none. */
export function readPlaces(values: readonly unknown[]): LogPlace[] | undefined {
  const places = values.map((value) => {
    const { seq } = (value ?? {}) as { seq?: unknown };
    return Number.isSafeInteger(seq) && (seq as number) >= 0
      ? { ...readLog(value), seq: seq as number }
      : undefined;
  });
  return places.every((place) => place !== undefined) ? places : undefined;
}
