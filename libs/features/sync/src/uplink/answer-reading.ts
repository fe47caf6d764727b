import {
  FRAME_ENTRIES_MAX,
  FRAME_SEGMENTS_MAX,
  isDigest,
  logKey,
  type LogId,
  type ReceiptSeal,
} from '#core/protocol';
import { LinkError } from '#features/nodes';
import {
  isCounter,
  readHeld,
  readLog,
  readSeal,
  Unreadable,
  type HeldEntry,
  type Unread,
} from '../receipts/receipt-reading.js';

/** Where a log stands at the parent, and why it was refused, where it was. */
export interface LogAnswer extends LogId {
  readonly seq: number;
  readonly chain: string;
  readonly signer: string | null;
  readonly refusedCode: string | null;
  /** Absent where the parent is of a version before. */
  readonly receipt?: ReceiptSeal;
  /** What the parent holds back of what was sent. */
  readonly held?: readonly HeldEntry[];
}

/** Codes of a newer parent may be unknown here, but they look like codes. */
const CODE = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * Reads the parent's answer to a frame, one log after the other. What is not of its shape fails as a whole: an answer
 * that is half understood must not move a head.
 */
export function readAnswer(value: unknown): LogAnswer[] {
  try {
    return readHeads(asObject(value));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw unreadable(error.message);
  }
}

function readHeads({ heads, refused, quarantined }: Unread): LogAnswer[] {
  const codes = new Map<string, string>();
  for (const item of asList(refused)) {
    const { code } = item;
    if (typeof code !== 'string' || !CODE.test(code)) throw unreadable('code');
    codes.set(logKey(readLog(item)), code);
  }
  const held = new Map<string, HeldEntry[]>();
  for (const item of asList(quarantined ?? [], FRAME_ENTRIES_MAX)) {
    const log = logKey(readLog(item));
    const entries = held.get(log);
    if (entries) entries.push(readHeld(item));
    else held.set(log, [readHeld(item)]);
  }
  return asList(heads).map((item) => {
    const log = readLog(item);
    const { seq, chain, signer } = item;
    if (!isCounter(seq)) throw unreadable('seq');
    if (!isDigest(chain) && seq > 0) throw unreadable('chain');
    if (!isDigest(signer) && signer !== null) throw unreadable('signer');
    const { receipt } = item;
    return {
      ...log,
      seq,
      chain: String(chain),
      signer,
      refusedCode: codes.get(logKey(log)) ?? null,
      ...(receipt === undefined ? {} : { receipt: readSeal(receipt) }),
      held: held.get(logKey(log)) ?? [],
    };
  });
}

function asObject(value: unknown): Unread {
  if (typeof value !== 'object' || value === null) throw unreadable('shape');
  return value;
}

/** One item a segment at most: nobody else may make this node work. */
function asList(value: unknown, max = FRAME_SEGMENTS_MAX): readonly Unread[] {
  if (!Array.isArray(value) || value.length > max) throw unreadable('shape');
  return value.map(asObject);
}

function unreadable(rule: string): LinkError {
  return new LinkError(`answer_unreadable:${rule}`);
}
