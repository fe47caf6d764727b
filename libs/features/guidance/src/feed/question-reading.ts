import { SilianError } from '#core/kernel';
import { DOWN_HELD_MAX, isDigest, isDownLogId, type DownLogId } from '#core/protocol';

/** A question is held no longer than this: less than what stands between two nodes lets a connection rest. */
export const WAIT_MS_MAX = 25_000;

/** How far a log is held, and who signed its head. */
export type HeldLog = DownLogId & { readonly seq: number; readonly signer: string };

export interface DownQuestion {
  /** The parent's database, as the child knows it. */
  readonly feed: string | null;
  readonly cursor: number;
  readonly waitMs: number;
  /** What need not be sent again, where all is read anew. */
  readonly held: readonly HeldLog[];
}

export function readQuestion(value: unknown): DownQuestion {
  const { feed, cursor, waitMs, held } = (value ?? {}) as Partial<Record<keyof DownQuestion, unknown>>;
  const sound =
    (feed === null || typeof feed === 'string') &&
    isCounter(cursor) &&
    isCounter(waitMs) &&
    Array.isArray(held) &&
    held.length <= DOWN_HELD_MAX &&
    held.every(isHeldLog);
  if (!sound) throw new SilianError('body_invalid');
  return { feed, cursor, waitMs: Math.min(waitMs, WAIT_MS_MAX), held };
}

function isCounter(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isHeldLog(value: unknown): value is HeldLog {
  const log = (value ?? {}) as Partial<Record<keyof HeldLog, unknown>>;
  const { seq, signer } = log;
  return isDownLogId(log) && isCounter(seq) && isDigest(signer);
}
