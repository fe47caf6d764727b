import {
  answerTo,
  carryOut,
  enterRecords,
  mistakesAt,
  planChanges,
  type AnsweredMistake,
} from '../entering/index.js';
import { pause } from '../fleet/index.js';
import { SHOWN_BRANCH, type Scene } from '../scene.js';
import { typesFor, type SyntheticUnit } from '../synthetic/index.js';
import { allUnits, planRecords, type PlannedRecord } from '../world/index.js';

/** Small batches let the figures rise before people's eyes. */
const FIRST_BATCH_RECORDS = 40;

const TICK_MS = 1_000;
const RECORDS_PER_TICK_MIN = 4;
const RECORDS_PER_TICK_MAX = 9;

/** So much is entered where the figures are shown: there they shall be seen to rise at every tier. */
const SHOWN_SHARE = 0.5;

/** Every so many ticks somebody corrects and withdraws, and somebody makes a mistake. */
const TICKS_PER_CHANGE = 3;
const TICKS_PER_MISTAKE = 5;

/** What the clerks have done so far. */
export interface Tally {
  entered: number;
  corrected: number;
  withdrawn: number;
  refused: number;
  lastRefusal: AnsweredMistake | undefined;
}

/** The clerks of the demonstration: first a rush, then a steady trickle until the signal comes. */
export class Trickle {
  readonly tally: Tally = { entered: 0, corrected: 0, withdrawn: 0, refused: 0, lastRefusal: undefined };

  constructor(private readonly scene: Scene) {}

  async run(): Promise<void> {
    const { catalogue, units, options, signal } = this.scene;
    await this.enter(planRecords(catalogue, units, options.records), FIRST_BATCH_RECORDS);
    for (let tick = 1; !signal.aborted; tick += 1) {
      await pause(TICK_MS);
      await this.enter(this.someRecords(), RECORDS_PER_TICK_MAX);
      if (tick % TICKS_PER_CHANGE === 0) await this.change();
      if (tick % TICKS_PER_MISTAKE === 0) await this.err(tick / TICKS_PER_MISTAKE);
    }
  }

  private async enter(planned: readonly PlannedRecord[], batchRecords: number): Promise<void> {
    const { fleet, source, book } = this.scene;
    const records = planned.map(({ type, unit }) => source.next(type, unit));
    const onSaved = (count: number): void => {
      this.tally.entered += count;
    };
    await enterRecords(fleet, records, book, { batchRecords, onSaved });
  }

  private someRecords(): readonly PlannedRecord[] {
    const { source, units } = this.scene;
    const count = source.random.integer(RECORDS_PER_TICK_MIN, RECORDS_PER_TICK_MAX);
    const all = allUnits(units);
    const shown = all.filter(({ code }) => code.startsWith(SHOWN_BRANCH.street));
    return Array.from({ length: count }, () => {
      const unit = source.random.pick(source.random.chance(SHOWN_SHARE) ? shown : all);
      return { type: source.random.pick(this.endlessTypes(unit)), unit };
    });
  }

  /** A unit has one profile and one report for each period, but any number of things and events. */
  private endlessTypes(unit: SyntheticUnit): readonly string[] {
    const { catalogue } = this.scene;
    return typesFor(catalogue, unit.level).filter((code) => {
      const type = catalogue.types.get(code);
      return type?.lifecycle !== 'report' && type?.naturalKey.join() !== 'region';
    });
  }

  private async change(): Promise<void> {
    const { fleet, source, book } = this.scene;
    const changes = planChanges(book, source.random, { corrections: 2, removals: 1 });
    await carryOut(fleet, changes, book);
    for (const { kind } of changes) this.tally[kind === 'correct' ? 'corrected' : 'withdrawn'] += 1;
  }

  private async err(turn: number): Promise<void> {
    const { fleet, book } = this.scene;
    const mistakes = mistakesAt(fleet, SHOWN_BRANCH.community, book);
    const mistake = mistakes[turn % mistakes.length];
    if (!mistake) return;
    this.tally.lastRefusal = await answerTo(mistake);
    this.tally.refused += 1;
  }
}
