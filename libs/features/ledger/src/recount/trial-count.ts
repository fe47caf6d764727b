import { Inject, Injectable } from '@nestjs/common';
import type { Catalogue } from '#core/catalogue';
import { CellDeltas, type Statistics } from '#core/statistics';
import {
  countedOfType,
  heldAfter,
  readTerms,
  type CellRow,
  type RecordWithEntry,
  type Sql,
} from '#platform/storage';
import { assess, type AssessmentContext } from '../assessment.js';
import { contributionsOf } from '../contributions-of.js';
import { CurrentCatalogue } from '../current-catalogue.js';
import { addDerivedDeltas } from '../derived/derived-deltas.js';
import { storedWithDerived } from '../derived/derived-fields.js';
import { Ledger } from '../ledger.service.js';
import { planTerms, signaturesOf } from './plan-terms.js';
import { changesOf } from './settle.js';

/** Records read at once: also how often is looked whether the time is over. */
const BATCH_SIZE = 500;

/** What a trial may cost: past any of these it stops and says so. */
export interface TrialBounds {
  readonly recordsMax: number;
  readonly cellsMax: number;
  readonly msMax: number;
}

export interface TrialCount {
  /** Terms whose cells are not, or not all, among those that are kept. */
  readonly missing: readonly string[];
  /** Those of them that were counted to the end. */
  readonly complete: ReadonlySet<string>;
  /** Of complete terms only, beside what records add to any term that would count now. */
  readonly cells: readonly CellRow[];
  readonly records: number;
  /** Records that are held back and would count, of how many. */
  readonly held: number;
  readonly released: number;
  /** False where it stopped before all that is held back was judged: then any term may miss something. */
  readonly heldJudged: boolean;
  /** What it has stopped at, where it has. */
  readonly stopped: keyof TrialBounds | null;
}

/** Counts in memory what a catalogue would bring that is not in force. */
@Injectable()
export class TrialCounting {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
  ) {}

  /** Reads in the caller's transaction, one type of record after the other, so that what it has read it has read whole. */
  async count(
    tx: Sql,
    catalogue: Catalogue,
    statistics: Statistics,
    bounds: TrialBounds,
  ): Promise<TrialCount> {
    const { missing } = planTerms(await readTerms(tx), signaturesOf(statistics, catalogue));
    const walk = new Walk(tx, this.contextUnder(catalogue), statistics, missing, bounds);
    await walk.walkHeld();
    const types = new Set(missing.flatMap((term) => statistics.terms.get(term)?.type ?? []));
    for (const type of types) await walk.walkType(type);
    return walk.outcome;
  }

  private contextUnder(catalogue: Catalogue): AssessmentContext {
    const catalogueOf = (version: string): Catalogue | undefined =>
      version === catalogue.version ? catalogue : this.current.catalogueOf(version);
    return { ...this.ledger.context(), catalogue, catalogueOf };
  }
}

class Walk {
  private readonly startedMs = performance.now();
  private readonly complete = new Set<string>();
  private readonly missing: ReadonlySet<string>;
  private readonly cells: CellRow[] = [];
  private records = 0;
  private held = 0;
  private released = 0;
  private heldJudged = false;
  private stopped: keyof TrialBounds | null = null;

  constructor(
    private readonly tx: Sql,
    private readonly context: AssessmentContext,
    private readonly statistics: Statistics,
    missing: readonly string[],
    private readonly bounds: TrialBounds,
  ) {
    this.missing = new Set(missing);
  }

  get outcome(): TrialCount {
    const { complete, cells, records, held, released, heldJudged, stopped } = this;
    return { missing: [...this.missing], complete, cells, records, held, released, heldJudged, stopped };
  }

  /** Records that are held back may count by the new rules, in any term. */
  async walkHeld(): Promise<void> {
    const deltas = new CellDeltas();
    const all = this.counted(() => true);
    for (let after: string | undefined; !this.mustStop(deltas);) {
      const rows = await heldAfter(this.tx, after, BATCH_SIZE);
      const judged = rows.map((row) => ({ row, assessment: assess(row, row.unit, this.context) }));
      const released = judged.filter(({ assessment }) => assessment.status === 'counted');
      for (const { assessment } of released)
        for (const item of contributionsOf(assessment, all)) deltas.add(item);
      const changes = changesOf(released, this.context);
      await addDerivedDeltas(this.tx, deltas, changes, { before: all, after: all }, this.context);
      this.held += rows.length;
      this.released += released.length;
      this.records += rows.length;
      if (rows.length < BATCH_SIZE) {
        this.heldJudged = true;
        return this.keep(deltas);
      }
      after = rows.at(-1)?.record;
    }
  }

  async walkType(type: string): Promise<void> {
    const deltas = new CellDeltas();
    const counted = this.counted((term) => this.missing.has(term));
    for (let after: RecordWithEntry | undefined; !this.mustStop(deltas);) {
      const rows = await countedOfType(this.tx, type, after, BATCH_SIZE);
      for (const assessment of await storedWithDerived(this.tx, rows, this.context))
        for (const item of contributionsOf(assessment, counted)) deltas.add(item);
      this.records += rows.length;
      if (rows.length < BATCH_SIZE) {
        for (const term of this.missing)
          if (this.statistics.terms.get(term)?.type === type) this.complete.add(term);
        return this.keep(deltas);
      }
      after = rows.at(-1);
    }
  }

  private counted(counts: (term: string) => boolean) {
    return { statistics: this.statistics, counting: { counts } };
  }

  private keep(deltas: CellDeltas): void {
    for (const cell of deltas.entries()) this.cells.push(cell);
  }

  private mustStop(deltas: CellDeltas): boolean {
    const { recordsMax, cellsMax, msMax } = this.bounds;
    if (this.records >= recordsMax) this.stopped = 'recordsMax';
    else if (this.cells.length + deltas.size > cellsMax) this.stopped = 'cellsMax';
    else if (performance.now() - this.startedMs > msMax) this.stopped = 'msMax';
    return this.stopped !== null;
  }
}
