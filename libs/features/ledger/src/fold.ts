import { erasureGround } from '#core/protocol';
import { CellDeltas } from '#core/statistics';
import type { QuarantineRow, RecordRow } from '#platform/storage';
import type { Assessment } from './assessment.js';
import { contributionsOf, type CountingContext } from './contributions-of.js';
import type { RecordChanges } from './derived/derived-deltas.js';
import { entryFault, type Fault } from './faults.js';

/** A record as the fold sees it: its row, and what it counts with. */
export interface FoldedRecord {
  readonly row: RecordRow;
  readonly assessment: Assessment;
}

export interface FoldedEntry {
  readonly originId: number;
  readonly seq: number;
  readonly assessment: Assessment;
  readonly naturalKey: string | null;
}

/**
 * Takes entries in log order and works out what they change: the records' newest versions, the cells' deltas and the
 * quarantine. Pure: `known` holds the records as they stood before.
 */
export class Fold {
  readonly deltas = new CellDeltas();
  private readonly held: QuarantineRow[] = [];
  private readonly changed = new Map<string, FoldedRecord>();
  private readonly late = new Set<string>();

  constructor(
    private readonly context: CountingContext,
    private readonly known: ReadonlyMap<string, FoldedRecord>,
  ) {}

  /** Records that change, as they stood and as they will stand. */
  get changes(): RecordChanges {
    return new Map(
      [...this.changed].map(([record, { assessment }]) => [
        record,
        { before: this.known.get(record)?.assessment, after: assessment },
      ]),
    );
  }

  /** Records of which a version that came erases what came before it, and those of which an earlier one came late. */
  get erasing(): string[] {
    const erased = [...this.changed].filter(
      ([, { assessment }]) => assessment.header && erasureGround(assessment.header),
    );
    return [...new Set([...erased.map(([record]) => record), ...this.late])];
  }

  /** What is held back. A version that a later one of the same batch has superseded waits for nothing any more. */
  get quarantine(): QuarantineRow[] {
    return this.held.filter(({ record, originId, seq }) => {
      const newest = record === null ? undefined : this.changed.get(record)?.row;
      return newest === undefined || (newest.originId === originId && newest.seq === seq);
    });
  }

  get records(): RecordRow[] {
    return [...this.changed.values()].map((record) => record.row);
  }

  take(entry: FoldedEntry): void {
    const { header } = entry.assessment;
    if (!header) return this.hold(entry, null, entry.assessment.faults);
    const prior = this.changed.get(header.record) ?? this.known.get(header.record);
    const misplaced = misplacement(entry.assessment, prior?.row);
    if (misplaced) {
      if (misplaced.code === 'version_stale') this.late.add(header.record);
      return this.hold(entry, null, [misplaced]);
    }
    if (prior) this.count(prior.assessment, -1);
    this.count(entry.assessment, 1);
    this.changed.set(header.record, { row: this.rowOf(entry, prior?.row), assessment: entry.assessment });
    if (entry.assessment.faults.length > 0) this.hold(entry, header.record, entry.assessment.faults);
  }

  private hold(entry: FoldedEntry, record: string | null, faults: readonly Fault[]): void {
    this.held.push({
      originId: entry.originId,
      seq: entry.seq,
      record,
      code: faults[0]?.code ?? 'unknown',
      faults: JSON.stringify(faults),
    });
  }

  private count(assessment: Assessment, sign: 1 | -1): void {
    for (const contribution of contributionsOf(assessment, this.context)) {
      if (sign === 1) this.deltas.add(contribution);
      else this.deltas.subtract(contribution);
    }
  }

  private rowOf(entry: FoldedEntry, prior: RecordRow | undefined): RecordRow {
    const { header, status } = entry.assessment;
    if (!header) throw new TypeError('an entry without a header has no row');
    return {
      record: header.record,
      type: header.type,
      unit: header.unit,
      version: header.version,
      occurredOn: header.occurredOn,
      status,
      originId: entry.originId,
      seq: entry.seq,
      firstOriginId: prior?.firstOriginId ?? entry.originId,
      firstSeq: prior?.firstSeq ?? entry.seq,
      firstRecordedAt: prior?.firstRecordedAt ?? header.recordedAt,
      naturalKey: status === 'deleted' ? null : entry.naturalKey,
    };
  }
}

/** An entry that may not touch the record it names: another owner's, or an old version. The record stays as it is. */
function misplacement(assessment: Assessment, prior: RecordRow | undefined): Fault | undefined {
  const { header, faults } = assessment;
  if (!header || !prior) return faults.find((fault) => fault.code === 'unit_not_origin');
  if (faults.some((fault) => fault.code === 'unit_not_origin')) return faults[0];
  if (prior.unit !== header.unit || prior.type !== header.type) return entryFault('record_id_taken');
  if (header.version <= prior.version) return entryFault('version_stale', { version: header.version });
  return undefined;
}
