import { genesis, type LogId } from '../chain.js';
import { parseHeader } from '../entry.js';
import type { Segment } from '../frame.js';
import { CertificateBook } from './certificate-book.js';
import { epochFault, LogVerification, type LogFault } from './log-verification.js';

interface LogUnderway {
  readonly log: LogId;
  readonly verification: LogVerification;
  /** When its signer says that the last readable entry was written. */
  writtenAt: Date;
}

export interface SegmentCounts {
  readonly logs: number;
  readonly entries: number;
  readonly checkpoints: number;
}

/** Follows many logs at once through the segments of a file, which must bring every certificate along. */
export class SegmentVerification {
  private readonly book: CertificateBook;
  private readonly logs = new Map<string, LogUnderway>();
  private entries = 0;

  /** `whole` logs begin at their genesis; others at the first segment that comes. */
  constructor(
    trustRoot: string,
    private readonly whole: boolean,
    private readonly madeAt: Date,
  ) {
    this.book = new CertificateBook(trustRoot);
  }

  get counts(): SegmentCounts {
    const logs = [...this.logs.values()];
    const checkpoints = logs.reduce((sum, { verification }) => sum + verification.checkpoints, 0);
    return { logs: logs.length, entries: this.entries, checkpoints };
  }

  take(segment: Segment): LogFault | undefined {
    const underway = this.find(segment);
    const { verification } = underway;
    const { seq, chain } = verification.at;
    if (segment.from !== seq + 1) return verification.fault(seq + 1, 'gap');
    if (segment.prevChain !== chain) return verification.fault(seq, 'chain');
    if (segment.certificates) this.book.add(segment.checkpoint.signer, segment.certificates);
    for (const [index, entry] of segment.entries.entries()) {
      const last = index === segment.entries.length - 1;
      const { signer, signature } = last ? segment.checkpoint : { signer: null, signature: null };
      underway.writtenAt = recordedAt(entry.header) ?? underway.writtenAt;
      this.entries += 1;
      const logged = { ...entry, seq: segment.from + index, signer, signature };
      const fault = verification.take(logged, underway.writtenAt);
      if (fault) return fault;
    }
    return undefined;
  }

  /** After the last segment. */
  end(): LogFault | undefined {
    return this.whole ? epochFault([...this.logs.values()].map(({ log }) => log)) : undefined;
  }

  /** What identifies a log is bound into its genesis, and the genesis is as good as all of it. */
  private find({
    from,
    prevChain,
    checkpoint: _,
    certificates: __,
    entries: ___,
    ...log
  }: Segment): LogUnderway {
    const key = genesis(log);
    const known = this.logs.get(key);
    if (known) return known;
    const start = this.whole ? undefined : { seq: from - 1, chain: prevChain };
    const begun = { log, verification: new LogVerification(log, this.book, start), writtenAt: this.madeAt };
    this.logs.set(key, begun);
    return begun;
  }
}

/** A header that cannot be read says nothing of the time; then the entries before it do. */
function recordedAt(header: string): Date | undefined {
  const parsed = parseHeader(header);
  return parsed && new Date(parsed.recordedAt);
}
