import { decodeFrame, FrameFault, isDigest, isLane, type LogId, type Segment } from '#core/protocol';
import type { KeptHead } from '#platform/storage';
import { LinkError } from '#features/nodes';

/** Throws a LinkError where the parent's list cannot be read. */
export function readKeptPage(value: unknown): {
  readonly heads: readonly KeptHead[];
  readonly more: boolean;
} {
  const { heads, more } = (value ?? {}) as { heads?: unknown; more?: unknown };
  if (!Array.isArray(heads) || typeof more !== 'boolean') throw unreadable('heads');
  return { heads: heads.map(readHead), more };
}

/** What the parent gives of some logs, and where each of them ends there. Throws a LinkError. */
export function readTail(value: unknown): {
  readonly segments: readonly Segment[];
  readonly heads: readonly KeptHead[];
} {
  const { frame, heads } = (value ?? {}) as { frame?: unknown; heads?: unknown };
  if (!Array.isArray(heads) || (frame !== null && typeof frame !== 'string')) throw unreadable('tail');
  try {
    return { segments: frame === null ? [] : decodeFrame(frame), heads: heads.map(readHead) };
  } catch (error) {
    if (error instanceof FrameFault) throw unreadable('frame');
    throw error;
  }
}

function readHead(value: unknown): KeptHead {
  const { origin, epoch, lane, seq, chain, hosted, damaged } = (value ?? {}) as Partial<
    Record<keyof KeptHead, unknown>
  >;
  const named = typeof origin === 'string' && Number.isSafeInteger(epoch) && isDigest(chain);
  if (!named || !Number.isSafeInteger(seq) || (lane !== undefined && !isLane(lane))) throw unreadable('head');
  const log: LogId = { origin, epoch: epoch as number, ...(lane === undefined ? {} : { lane }) };
  const head = { ...log, seq: seq as number, chain, hosted: hosted === true };
  return damaged === true ? { ...head, damaged } : head;
}

function unreadable(rule: string): LinkError {
  return new LinkError(`answer_unreadable:${rule}`);
}
