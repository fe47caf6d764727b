import { Inject, Injectable } from '@nestjs/common';
import { PARTIAL_GROUPS_MAX, PARTIAL_SPLITS_LENGTH_MAX, splitLength } from '#core/protocol';
import { isWithin, type Day } from '#core/kernel';
import { stepsOf, type CellEvent, type Series, type Step } from '#core/statistics';
import { Clock, NODE_CONFIG, type NodeConfig } from '#platform/config';
import {
  advancePartials,
  beginPartials,
  cellEvents,
  CellWatch,
  Database,
  lockPartialSource,
  partialSources,
  partialsOfSeries,
  putPartials,
  seriesSaid,
  type PartialFigure,
  type PartialSource,
  type Sql,
} from '#platform/storage';
import { CountingBook, CurrentCatalogue } from '#features/ledger';
import { ParentLink } from '#features/nodes';
import { Borders, unitsWithin } from '#features/reporting';
import { UnitTree } from '#features/units';
import { SeriesAbove } from './series-above.js';

/** Works out the figures of this node's own unit whose records its parent must not have, as far as they have changed. */
@Injectable()
export class PartialsComputing {
  private readonly watch = new CellWatch();
  private inputs: readonly unknown[] = [];

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(CountingBook) private readonly counting: CountingBook,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(ParentLink) private readonly parent: ParentLink,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SeriesAbove) private readonly series: SeriesAbove,
  ) {}

  /** The unit that this node's own figures are of. */
  get unit(): string {
    return this.tree.successorOn(this.config.unit, this.clock.today());
  }

  /** `heldAbove` is the newest generation that the parent has: what begins anew must be newer. */
  async keepUp(heldAbove: number): Promise<void> {
    const { catalogue } = this.current;
    const wanted = this.series.at(this.parent.place.level);
    const worked = await this.database.transaction(async (tx) => {
      // Before the cells are read: what changes behind this moment is looked at the next time.
      const { moment, changes } = await this.watch.look(tx);
      const counting = await this.counting.read(tx);
      // Cells that are being counted anew hold less than there is: nothing is said until they hold all.
      if (![...wanted.values()].every(({ term }) => counting.isComplete(term.term.key))) return undefined;
      const held = await this.begun(tx, catalogue.version, heldAbove);
      const covered = (await partialSources(tx)).filter(({ sender }) => sender !== null);
      const inputs = [catalogue, this.tree.dated, held.generation, covered.map(({ unit }) => unit).join()];
      const anew = changes.everything || inputs.some((input, index) => input !== this.inputs[index]);
      const stale = [...wanted.values()].filter(({ term }) => anew || changes.units.has(term.term.key));
      // Where nothing has changed, no series has ended either.
      if (anew || stale.length > 0) await this.work(tx, held, wanted, stale, covered);
      return { moment, inputs };
    });
    if (!worked) return;
    // Not before the commit: what was not written would never be looked at again.
    this.inputs = worked.inputs;
    this.watch.seen(worked.moment);
  }

  /** Another catalogue, or a parent that knows a newer generation than this node remembers, begins a new one. */
  private async begun(tx: Sql, catalogue: string, heldAbove: number): Promise<PartialSource> {
    const { unit } = this;
    const held = await lockPartialSource(tx, unit);
    const goesOn = held?.sender === null && held.catalogue === catalogue && held.generation >= heldAbove;
    if (goesOn) return held;
    const generation = Math.max(this.clock.now().getTime(), (held?.generation ?? 0) + 1, heldAbove + 1);
    await beginPartials(tx, { unit, sender: null, generation, catalogue });
    const begun = await lockPartialSource(tx, unit);
    if (!begun) throw new TypeError('a source that was begun is there');
    return begun;
  }

  private async work(
    tx: Sql,
    held: PartialSource,
    wanted: ReadonlyMap<string, Series>,
    stale: readonly Series[],
    covered: readonly PartialSource[],
  ): Promise<void> {
    let { sequence } = held;
    const rewrite = async (key: string, term: string, steps: readonly Step[]): Promise<void> => {
      const rows = changedRows(await partialsOfSeries(tx, held.unit, key), steps.map(storedStep));
      const numbered = rows.map((row) => ({ ...row, series: key, term, sequence: ++sequence }));
      await putPartials(tx, held.unit, numbered);
    };
    for (const series of stale) {
      await rewrite(series.key, series.term.term.key, await this.steps(tx, held.unit, series, covered));
    }
    for (const key of await seriesSaid(tx, held.unit)) {
      if (!wanted.has(key)) await rewrite(key, '', []);
    }
    if (sequence > held.sequence || !held.complete)
      await advancePartials(tx, { unit: held.unit, sequence, complete: true, fault: null });
  }

  private async steps(
    tx: Sql,
    unit: string,
    series: Series,
    covered: readonly PartialSource[],
  ): Promise<Step[]> {
    const { term, scope, startOn } = series;
    const { dated } = this.tree;
    const today = this.clock.today();
    const spans = new Borders(dated, 'reported', { at: today, today }).spansAt(unit);
    const counts = (code: string): boolean =>
      isWithin(code, unit) &&
      (counting === null || counting.has(code)) &&
      !covered.some((source) => isWithin(code, source.unit));
    const asked = [scope, term.filter].some(({ length }) => length > 0) || covered.length > 0;
    const within = unitsWithin(dated.ever.subtree(unit), dated.ever, [scope, term.filter]);
    const counting = asked ? new Set(within.map(({ code }) => code)) : null;
    const { merge, time, dims } = term.term;
    const cells = await cellEvents(tx, {
      ...{ term: term.term.key, unit, apart: [...new Set(spans.map((span) => span.unit))] },
      ...{ units: asked ? [...(counting ?? [])].filter(counts) : null, byUnit: merge === 'newest' },
    });
    const events = cells.flatMap((cell): CellEvent[] => {
      const own = spans.filter((span) => span.unit === cell.unit);
      if (own.length === 0) return [cell];
      const placed = own.filter(({ target }) => counts(target));
      if (time === 'flow') {
        const at = placed.find(({ from, to }) => (from ?? '') <= cell.day && (to === null || to > cell.day));
        return at ? [{ ...cell, unit: at.target }] : [];
      }
      return placed.flatMap((span) => lived(cell, span));
    });
    return stepsOf(events, { merge, startOn, splits: dims.length > 0 });
  }
}

/** What lives on counts while its unit belongs here. */
function lived(cell: CellEvent, span: { readonly from: Day | null; readonly to: Day | null }): CellEvent[] {
  if (span.to !== null && cell.day >= span.to) return [];
  const begins = { ...cell, day: span.from !== null && span.from > cell.day ? span.from : cell.day };
  if (span.to === null) return [begins];
  return [begins, { ...cell, day: span.to, value: -cell.value, records: -cell.records }];
}

type StoredStep = Pick<PartialFigure, 'day' | 'value' | 'records' | 'split' | 'hidden'>;

/** A split that no request has room for stays, and the total rises alone. */
function storedStep({ day, value, records, split, hidden }: Step): StoredStep {
  const groups = split.map((cell) => [cell.dims, String(cell.value), cell.records] as const);
  const fits =
    groups.length <= PARTIAL_GROUPS_MAX && splitLength({ split: groups }) <= PARTIAL_SPLITS_LENGTH_MAX / 4;
  return { day, value, records, split: JSON.stringify(fits ? groups : []), hidden: hidden || !fits };
}

/** What is to be written so that these steps stand where those rows stood. */
function changedRows(held: readonly PartialFigure[], steps: readonly StoredStep[]): readonly StoredStep[] {
  const before = new Map(held.map((row) => [row.day, row]));
  const days = new Set(steps.map(({ day }) => day));
  const changed = steps.filter((step) => {
    const row = before.get(step.day);
    return (
      row?.value !== step.value ||
      row.records !== step.records ||
      row.split !== step.split ||
      row.hidden !== step.hidden
    );
  });
  const gone = held.filter(({ day, value }) => value !== null && !days.has(day));
  return [
    ...changed,
    ...gone.map(({ day }) => ({ day, value: null, records: 0, split: '[]', hidden: false })),
  ];
}
