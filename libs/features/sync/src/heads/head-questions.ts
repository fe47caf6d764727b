import { SilianError, unitLevel } from '#core/kernel';
import { HEAD_BUCKETS, isDigest, isLane, type LogId } from '#core/protocol';

/** Logs that one question names: more than a bucket of the largest city has. */
export const NAMED_LOGS_MAX = 1_000;

/** What a child asks about the heads that it shares with its parent: which buckets differ, or where some logs stand. */
export type HeadQuestion = { readonly buckets: readonly string[] } | { readonly logs: readonly LogId[] };

export function readHeadQuestion(value: unknown): HeadQuestion {
  const { buckets, logs } = (value ?? {}) as { buckets?: unknown; logs?: unknown };
  if (Array.isArray(buckets)) {
    const sound = buckets.length === HEAD_BUCKETS && buckets.every((item) => item === '' || isDigest(item));
    if (!sound) throw new SilianError('body_invalid');
    return { buckets: buckets as string[] };
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
