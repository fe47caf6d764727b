import { canonicalJson, unitLevel, type Json } from '#core/kernel';
import { isLane, type LogId } from './chain.js';
import { readCertificateChain, type CertificateChain } from './certificate.js';
import type { Checkpoint } from './checkpoint.js';
import { isDigest } from './digest.js';
import {
  entryBytes,
  entryText,
  isHeaderLine,
  isSectionLine,
  LINES_PER_ENTRY,
  type SealedEntry,
  type Sections,
} from './entry.js';
import { isSignature } from './keys.js';
import {
  ENTRY_BYTES_MAX,
  EPOCH_MAX,
  FRAME_BYTES_MAX,
  FRAME_ENTRIES_MAX,
  FRAME_SEGMENTS_MAX,
  SEGMENT_BYTES_MAX,
  SEGMENT_ENTRIES_MAX,
} from './limits.js';

/**
 * A run of one origin's log that ends at a checkpoint. Text form: one line of JSON, then the entries.
 * `from` is the first entry's seq and `prevChain` the chain just before it.
 */
export interface Segment extends LogId {
  readonly from: number;
  readonly prevChain: string;
  readonly checkpoint: Checkpoint;
  /** Sent until the receiver has confirmed that it knows the signer. */
  readonly certificates?: CertificateChain;
  readonly entries: readonly SealedEntry[];
}

export const FRAME_MEDIA_TYPE = 'application/vnd.silian.frame';

/** JSON between nodes, bound to its sender by the request's token. */
export const LINK_MEDIA_TYPE = 'application/vnd.silian.link+json';
const MAGIC = 'silian-frame/1';

/** Why a frame cannot be read. It says what and where, never the content. */
export class FrameFault extends Error {
  constructor(
    readonly rule: string,
    readonly line: number,
  ) {
    super(`${rule} (line ${line})`);
    this.name = 'FrameFault';
  }
}

export function encodeFrame(segments: readonly Segment[]): string {
  const parts = [`${MAGIC} ${segments.length}`];
  for (const segment of segments) {
    parts.push(segmentHead(segment, segment.entries.length));
    for (const entry of segment.entries) parts.push(entryText(entry));
  }
  return parts.join('\n');
}

/** A segment's own line. */
export function segmentHead({ entries: _, ...head }: Segment, count: number): string {
  return canonicalJson({ ...head, count } as unknown as Json);
}

/**
 * Reads a frame; throws a FrameFault at the first line that breaks the grammar or a bound. Decode the bytes with
 * `new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })`: a lenient one turns broken bytes into U+FFFD, and
 * two different bodies into the same text.
 */
export function decodeFrame(text: string): readonly Segment[] {
  checkText(text);
  const lines = text.split('\n');
  const total = readFirstLine(lines[0] ?? '');
  const segments: Segment[] = [];
  let position = 1;
  let entries = 0;
  for (let index = 0; index < total; index++) {
    const { head, size } = readSegmentHead(lines[position] ?? '', position + 1);
    entries += size;
    if (entries > FRAME_ENTRIES_MAX)
      throw new FrameFault(`more than ${FRAME_ENTRIES_MAX} entries`, position + 1);
    segments.push({ ...head, entries: readEntries(lines, position + 1, size) });
    position += 1 + size * LINES_PER_ENTRY;
  }
  if (position !== lines.length) throw new FrameFault('text after the last segment', position + 1);
  return segments;
}

/** Control characters other than the line feed: JSON writes them escaped, and a column of text cannot hold U+0000. */
const CONTROL = /[^\n -\uffff]/;

function checkText(text: string): void {
  if (Buffer.byteLength(text) > FRAME_BYTES_MAX) {
    throw new FrameFault(`frame larger than ${FRAME_BYTES_MAX} bytes`, 1);
  }
  const at = text.search(CONTROL);
  if (at >= 0) throw new FrameFault('raw control character', text.slice(0, at).split('\n').length);
  if (!text.isWellFormed()) throw new FrameFault('lone surrogate', 1);
}

const FIRST_LINE = /^(\S+) ([1-9]\d{0,2})$/;

function readFirstLine(line: string): number {
  const [, magic, count] = FIRST_LINE.exec(line) ?? [];
  const total = Number(count);
  if (magic !== MAGIC) throw new FrameFault(`expected ${MAGIC} and the number of segments`, 1);
  if (total > FRAME_SEGMENTS_MAX) throw new FrameFault(`more than ${FRAME_SEGMENTS_MAX} segments`, 1);
  return total;
}

function readEntries(lines: readonly string[], start: number, size: number): SealedEntry[] {
  const entries: SealedEntry[] = [];
  let segmentBytes = 0;
  for (let line = start; line < start + size * LINES_PER_ENTRY; line += LINES_PER_ENTRY) {
    const entry = readEntry(lines, line);
    const bytes = entryBytes(entry);
    segmentBytes += bytes;
    if (bytes > ENTRY_BYTES_MAX) throw new FrameFault(`entry larger than ${ENTRY_BYTES_MAX} bytes`, line + 1);
    if (segmentBytes > SEGMENT_BYTES_MAX) {
      throw new FrameFault(`segment larger than ${SEGMENT_BYTES_MAX} bytes`, line + 1);
    }
    entries.push(entry);
  }
  return entries;
}

function readEntry(lines: readonly string[], line: number): SealedEntry {
  const header = lines[line] ?? '';
  const sections = lines.slice(line + 1, line + LINES_PER_ENTRY);
  if (sections.length !== LINES_PER_ENTRY - 1 || !isHeaderLine(header) || !sections.every(isSectionLine)) {
    throw new FrameFault('expected a header and four sections', line + 1);
  }
  return { header, sections: sections as unknown as Sections };
}

function readSegmentHead(text: string, line: number): { head: Omit<Segment, 'entries'>; size: number } {
  let value: Partial<Record<string, unknown>>;
  try {
    value = JSON.parse(text) as Partial<Record<string, unknown>>;
  } catch {
    throw new FrameFault('the segment’s header is not JSON', line);
  }
  const { origin, epoch, lane, from, prevChain, checkpoint, certificates, count } = value ?? {};
  const chain = readCertificateChain(certificates);
  const sound =
    typeof origin === 'string' &&
    unitLevel(origin) !== undefined &&
    isCounter(epoch, EPOCH_MAX) &&
    (lane === undefined || isLane(lane)) &&
    isCounter(count, SEGMENT_ENTRIES_MAX) &&
    isCounter(from, Number.MAX_SAFE_INTEGER - SEGMENT_ENTRIES_MAX) &&
    isDigest(prevChain) &&
    isCheckpoint(checkpoint) &&
    (chain !== undefined || certificates === undefined);
  if (!sound) throw new FrameFault('the segment’s header breaks a rule', line);
  const { signer, signature } = checkpoint;
  const log: LogId = lane === undefined ? { origin, epoch } : { origin, epoch, lane };
  const head = { ...log, from, prevChain, checkpoint: { signer, signature } };
  return { head: chain ? { ...head, certificates: chain } : head, size: count };
}

function isCounter(value: unknown, max: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= max;
}

function isCheckpoint(value: unknown): value is Checkpoint {
  const checkpoint = value as Partial<Checkpoint> | null | undefined;
  return isDigest(checkpoint?.signer) && isSignature(checkpoint.signature);
}
