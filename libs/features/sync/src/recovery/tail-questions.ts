import { SilianError } from '#core/kernel';
import { FRAME_BYTES_MAX, FRAME_SEGMENTS_MAX, type LogId } from '#core/protocol';
import { readLog } from '../heads/head-questions.js';

/** Heads on one page of a parent's list. */
export const KEPT_HEADS_MAX = 1_000;

/** What a child wants of the logs that it writes: from where on, and how much at once. */
export interface TailQuestion {
  readonly logs: readonly (LogId & { readonly seq: number })[];
  readonly bytesMax: number;
}

/** Behind which log the next page begins; undefined for the first. Throws `body_invalid`. */
export function readKeptQuestion(value: unknown): LogId | undefined {
  const { after } = (value ?? {}) as { after?: unknown };
  return after === undefined || after === null ? undefined : readLog(after);
}

export function readTailQuestion(value: unknown): TailQuestion {
  const { logs, bytesMax } = (value ?? {}) as { logs?: unknown; bytesMax?: unknown };
  const size = Number(bytesMax);
  const sound = Array.isArray(logs) && logs.length > 0 && logs.length <= FRAME_SEGMENTS_MAX;
  if (!sound || !Number.isSafeInteger(size) || size <= 0) throw new SilianError('body_invalid');
  return { logs: logs.map(readPlace), bytesMax: Math.min(size, FRAME_BYTES_MAX) };
}

function readPlace(value: unknown): LogId & { readonly seq: number } {
  const { seq } = (value ?? {}) as { seq?: unknown };
  if (!Number.isSafeInteger(seq) || (seq as number) < 0) throw new SilianError('body_invalid');
  return { ...readLog(value), seq: seq as number };
}
