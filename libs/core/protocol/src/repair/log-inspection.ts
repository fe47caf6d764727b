import { nextChain, type Head, type LogId } from '../chain.js';
import { entryBytes, entryHash, type SealedEntry } from '../entry.js';
import { SEGMENT_BYTES_MAX, SEGMENT_ENTRIES_MAX } from '../limits.js';
import type { Place } from '../verify/log-verification.js';
import { addSpan, type Span } from './span.js';

/** A row of a stored log. `chain` is absent where another node has just brought the entry: it follows from what it leads to. */
export interface StoredRow extends SealedEntry {
  readonly seq: number;
  readonly chain?: string | undefined;
  readonly signer: string | null;
  readonly signature: string | null;
}

/** Whether the checkpoint beside a row is good for a head. */
export type Attests<Row extends StoredRow> = (row: Row, head: Head) => boolean;

/** What a row of a proven run must be, where it is not so. */
export interface Correction {
  readonly seq: number;
  readonly chain: string;
  /** Its checkpoint is good for nothing, and not needed: those before and behind it are near enough to each other. */
  readonly unsigned: boolean;
}

/** A run without a checkpoint that is longer is judged by what it is: nothing that was written so. */
const UNPROVEN_ROWS_MAX = 1_000;

/** What a row of a run is remembered by: memory stays small, however long the entries are. */
interface Seen<Row> {
  readonly row: Row;
  readonly led: string;
}

/**
 * Judges a stored log run by run, from a place whose chain the origin has signed (or from the genesis) to the next one.
 * Nothing in a row is believed but what a signature proves: a run is proven where its entries lead from the one signed
 * chain to the other, whatever stands in the chain column. Where they do not, the column says which rows are suspect; `whole` believes not even
 * that, and names the run.
 */
export class LogInspection<Row extends StoredRow = StoredRow> {
  /** Entries that are what their origin wrote. */
  readonly proven: { readonly from: number; readonly to: number }[] = [];
  /** Rows of proven runs whose chain or signature is not what it must be. */
  readonly corrections: Correction[] = [];
  /** Runs that are not proven: where in them the damage lies, as far as the rows themselves say. */
  readonly damage: Span[] = [];
  private seen: Seen<Row>[] = [];
  private led: string;
  private suspects: Span[] = [];
  private bytes = 0;
  private rows = 0;

  constructor(
    private readonly log: LogId,
    private anchor: Place,
    private readonly attests: Attests<Row>,
    private readonly whole = false,
  ) {
    this.led = anchor.chain;
  }

  /** The last place that is proven. */
  get at(): Place {
    return this.anchor;
  }

  /** The last row taken. */
  get lastSeq(): number {
    return this.seen.at(-1)?.row.seq ?? this.anchor.seq;
  }

  get count(): number {
    return this.rows;
  }

  /** True where nothing was found. */
  get isSound(): boolean {
    return this.damage.length === 0 && this.corrections.length === 0;
  }

  /** False where the run has become longer than any that was written: looking on would find nothing. */
  take(row: Row): boolean {
    this.rows += 1;
    const expected = this.lastSeq + 1;
    const hash = entryHash(row);
    if (row.seq > expected) this.suspect(expected, row.seq - 1, 'missing');
    else if (!this.joins(row, hash)) this.suspect(row.seq, row.seq, 'altered');
    // Over a gap it leads to nothing that anybody has signed.
    this.led = nextChain(this.led, hash);
    this.seen.push({ row, led: this.led });
    this.bytes += entryBytes(row);
    if (row.signer !== null || row.signature !== null) this.close(row);
    return this.seen.length < UNPROVEN_ROWS_MAX;
  }

  /** False where the row leads from the chain beside the row before to another one than stands beside it. */
  private joins({ chain }: Row, hash: string): boolean {
    const last = this.seen.at(-1);
    const before = last ? last.row.chain : this.anchor.chain;
    return before === undefined || chain === undefined || nextChain(before, hash) === chain;
  }

  /** After the last row that there is: what lies behind the last signature is proven by nothing. */
  end(headSeq: number): void {
    const last = Math.max(this.lastSeq, headSeq);
    if (headSeq > this.lastSeq) this.suspect(this.lastSeq + 1, headSeq, 'missing');
    if (last > this.anchor.seq) this.fail(last);
  }

  private close(row: Row): void {
    const { seq } = row;
    if (this.attests(row, { ...this.log, seq, chain: this.led })) {
      this.prove(seq);
      return this.begin({ seq, chain: this.led });
    }
    const { chain } = row;
    if (chain === undefined || !this.attests(row, { ...this.log, seq, chain })) return;
    this.fail(seq);
    this.begin({ seq, chain });
  }

  /** Every entry of the run is what its origin wrote. A relay may leave out a checkpoint, but not make a run too long. */
  private prove(to: number): void {
    this.cover(to);
    const mayLeaveOut = this.seen.length <= SEGMENT_ENTRIES_MAX && this.bytes <= SEGMENT_BYTES_MAX;
    for (const { row, led } of this.seen) {
      const bad = row.seq < to && (row.signer !== null || row.signature !== null);
      if (bad && !mayLeaveOut) addSpan(this.damage, { from: row.seq, to: row.seq, kind: 'altered' });
      const unsigned = bad && mayLeaveOut;
      if (row.chain === led && !unsigned) continue;
      this.corrections.push({ seq: row.seq, chain: led, unsigned });
    }
  }

  private cover(to: number): void {
    const from = this.anchor.seq + 1;
    const last = this.proven.at(-1);
    if (last?.to === from - 1) this.proven[this.proven.length - 1] = { from: last.from, to };
    else this.proven.push({ from, to });
  }

  /** A run that has become too long: what was looked at of it is proven by nothing. */
  giveUp(): void {
    this.fail(this.lastSeq);
  }

  /** The rows that the column shows to be damaged; where it shows none, the run was replaced as a whole. */
  private fail(to: number): void {
    const from = this.anchor.seq + 1;
    if (this.whole || this.suspects.length === 0) this.damage.push({ from, to, kind: 'replaced' });
    else this.damage.push(...this.suspects);
  }

  private begin(place: Place): void {
    this.anchor = place;
    this.led = place.chain;
    this.seen = [];
    this.bytes = 0;
    this.suspects = [];
  }

  private suspect(from: number, to: number, kind: Span['kind']): void {
    addSpan(this.suspects, { from, to, kind });
  }
}
