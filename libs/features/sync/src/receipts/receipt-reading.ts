import { unitLevel } from '#core/kernel';
import { isDigest, isLane, isSignature, type LogId, type ReceiptSeal } from '#core/protocol';

/** What a tier holds back, as it stands in an answer. */
export interface HeldEntry {
  readonly seq: number;
  readonly code: string;
  readonly message: { readonly zh: string; readonly en: string };
}

/** Codes of a newer parent may be unknown here, but they look like codes. */
const CODE = /^[a-z][a-z0-9_]{0,63}$/;

/** Longer words than these are cut: a reason is read by people, and may quote what somebody entered. */
const MESSAGE_LENGTH_MAX = 500;

/** Thrown for what is not of its shape; it says what, never the content. */
export class Unreadable extends Error {}

export type Unread = Partial<Record<string, unknown>>;

export function isCounter(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function readLog({ origin, epoch, lane }: Unread): LogId {
  if (typeof origin !== 'string' || unitLevel(origin) === undefined) throw new Unreadable('origin');
  if (!isCounter(epoch)) throw new Unreadable('epoch');
  if (lane !== undefined && !isLane(lane)) throw new Unreadable('lane');
  return { origin, epoch, lane };
}

export function readSeal(value: unknown): ReceiptSeal {
  const { signer, at, signature } = (value ?? {}) as Unread;
  if (!isDigest(signer) || !isSignature(signature)) throw new Unreadable('receipt');
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || new Date(at).toISOString() !== at)
    throw new Unreadable('receipt');
  return { signer, at, signature };
}

export function readHeld({ seq, code, message }: Unread): HeldEntry {
  const { zh, en } = (message ?? {}) as Unread;
  if (!isCounter(seq) || typeof code !== 'string' || !CODE.test(code)) throw new Unreadable('quarantined');
  if (typeof zh !== 'string' || typeof en !== 'string') throw new Unreadable('quarantined');
  return { seq, code, message: { zh: plain(zh), en: plain(en) } };
}

/** One line of whole characters. */
function plain(text: string): string {
  const cut = text.slice(0, MESSAGE_LENGTH_MAX).replace(/\p{Cc}/gu, ' ');
  return Buffer.from(cut).toString();
}
