import { unitLevel } from '#core/kernel';
import { FRAME_SEGMENTS_MAX, isDigest, isLane, logKey, type LogId } from '#core/protocol';
import { LinkError } from '#features/nodes';

/** Where a log stands at the parent, and why it was refused, where it was. */
export interface LogAnswer extends LogId {
  readonly seq: number;
  readonly chain: string;
  readonly signer: string | null;
  readonly refusedCode: string | null;
}

/** Codes of a newer parent may be unknown here, but they look like codes. */
const CODE = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * Reads the parent's answer to a frame, one log after the other. What is not of its shape fails as a whole: an answer
 * that is half understood must not move a head.
 */
export function readAnswer(value: unknown): LogAnswer[] {
  const { heads, refused } = asObject(value);
  const codes = new Map<string, string>();
  for (const item of asList(refused)) {
    const { code } = item;
    if (typeof code !== 'string' || !CODE.test(code)) throw unreadable('code');
    codes.set(logKey(readLog(item)), code);
  }
  return asList(heads).map((item) => {
    const log = readLog(item);
    const { seq, chain, signer } = item;
    if (!isCounter(seq)) throw unreadable('seq');
    if (!isDigest(chain) && seq > 0) throw unreadable('chain');
    if (!isDigest(signer) && signer !== null) throw unreadable('signer');
    return { ...log, seq, chain: String(chain), signer, refusedCode: codes.get(logKey(log)) ?? null };
  });
}

type Unread = Partial<Record<string, unknown>>;

function asObject(value: unknown): Unread {
  if (typeof value !== 'object' || value === null) throw unreadable('shape');
  return value;
}

/** One item a segment at most: nobody else may make this node work. */
function asList(value: unknown): readonly Unread[] {
  if (!Array.isArray(value) || value.length > FRAME_SEGMENTS_MAX) throw unreadable('shape');
  return value.map(asObject);
}

function readLog({ origin, epoch, lane }: Unread): LogId {
  if (typeof origin !== 'string' || unitLevel(origin) === undefined) throw unreadable('origin');
  if (!isCounter(epoch)) throw unreadable('epoch');
  if (lane !== undefined && !isLane(lane)) throw unreadable('lane');
  return { origin, epoch, lane };
}

function isCounter(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function unreadable(rule: string): LinkError {
  return new LinkError(`answer_unreadable:${rule}`);
}
