import {
  addSpan,
  entryText,
  isDigest,
  isSignature,
  RANGE_PARTS_MAX,
  readEntryText,
  REPAIR_ENTRIES_MAX,
  REPAIR_LENGTH_MAX,
  REPAIR_LOGS_MAX,
  REPAIR_SPANS_MAX,
  type ChainAt,
  type Checkpoint,
  type LogId,
  type Place,
  type Span,
} from '#core/protocol';
import { isCounter, readLog, Unreadable, type Unread } from '../receipts/receipt-reading.js';
import type { OfferedEntry } from './offer.js';

/** A log and where in it a node misses what its origin wrote. */
export interface Wish extends LogId {
  readonly spans: readonly Span[];
}

/** Entries of one log as a node sends them to another, and where the log ends there. */
export interface Parcel extends LogId {
  readonly head: Place | null;
  readonly entries: readonly OfferedEntry[];
}

const KINDS: ReadonlySet<unknown> = new Set<Span['kind']>(['missing', 'altered', 'replaced']);

export function logOf({ origin, epoch, lane }: LogId): LogId {
  return lane === undefined ? { origin, epoch } : { origin, epoch, lane };
}

export function wishText(wish: Wish): object {
  return { ...logOf(wish), spans: wish.spans };
}

export function parcelText({ head, entries, ...log }: Parcel): object {
  const lines = entries.map(({ seq, entry, checkpoint }) => {
    return { seq, text: entryText(entry), ...(checkpoint ? { checkpoint } : {}) };
  });
  return { ...logOf(log), head, entries: lines };
}

/** What a heartbeat's answer asks for; an older parent asks for nothing. */
export function readWishes(value: unknown): Wish[] {
  if (value === undefined) return [];
  return asList((value as Unread | null)?.['logs'], REPAIR_LOGS_MAX).map(readWish);
}

export function readWish(value: unknown): Wish {
  const wish = asObject(value);
  return { ...readLog(wish), spans: readSpans(wish['spans']) };
}

function readSpans(value: unknown): Span[] {
  const spans: Span[] = [];
  for (const item of asList(value, REPAIR_SPANS_MAX)) {
    const { from, to, kind } = asObject(item);
    const sound = isCounter(from) && isCounter(to) && from >= 1 && to >= from && KINDS.has(kind);
    if (!sound) throw new Unreadable('spans');
    addSpan(spans, { from, to, kind: kind as Span['kind'] });
  }
  return spans;
}

export function readParcel(value: unknown): Parcel {
  const parcel = asObject(value);
  const list = asList(parcel['entries'], REPAIR_ENTRIES_MAX);
  const entries = list.map((item) => readEntry(asObject(item)));
  const { head } = parcel;
  return { ...readLog(parcel), head: head === null ? null : readPlace(head), entries };
}

function readEntry({ seq, text, checkpoint }: Unread): OfferedEntry {
  const entry = readEntryText(text);
  if (!isCounter(seq) || seq < 1 || !entry) throw new Unreadable('entries');
  return { seq, entry, checkpoint: checkpoint === undefined ? null : readCheckpoint(checkpoint) };
}

function readCheckpoint(value: unknown): Checkpoint {
  const { signer, signature } = asObject(value);
  if (!isDigest(signer) || !isSignature(signature)) throw new Unreadable('checkpoint');
  return { signer, signature };
}

function readPlace(value: unknown): ChainAt {
  const { seq, chain } = asObject(value);
  if (!isCounter(seq) || !isDigest(chain)) throw new Unreadable('chain');
  return { seq, chain };
}

/** Which places of a log are asked for. */
export function readRangeQuestion(value: unknown): LogId & { readonly at: readonly number[] } {
  const question = asObject(value);
  const at = question['at'];
  if (!Array.isArray(at) || at.length > RANGE_PARTS_MAX || !at.every(isCounter)) throw new Unreadable('at');
  return { ...readLog(question), at };
}

export function readRangeAnswer(value: unknown): ChainAt[] {
  return asList(asObject(value)['chains'], RANGE_PARTS_MAX).map(readPlace);
}

/** Cuts what is sent at once to what the other side takes. */
export function withinBounds(entries: readonly OfferedEntry[]): OfferedEntry[] {
  let length = 0;
  const end = entries.findIndex(({ entry }) => {
    length += entryText(entry).length;
    return length > REPAIR_LENGTH_MAX;
  });
  return entries.slice(0, end < 0 ? REPAIR_ENTRIES_MAX : Math.min(end, REPAIR_ENTRIES_MAX));
}

function asObject(value: unknown): Unread {
  if (typeof value !== 'object' || value === null) throw new Unreadable('shape');
  return value;
}

function asList(value: unknown, max: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > max) throw new Unreadable('shape');
  return value;
}
