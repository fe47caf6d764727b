import { Inject, Injectable } from '@nestjs/common';
import type { Catalogue } from '#core/catalogue';
import { isWithin, type Day, type Period } from '#core/kernel';
import {
  addState,
  COMPLETION,
  deadlineParams,
  emptyTally,
  isOwedBy,
  judge,
  owedTypes,
  periodsEnding,
  type Deadlines,
  type ObligationState,
  type OwedType,
  type Tally,
} from '#core/obligations';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Sql, UnitRow } from '#platform/storage';
import { Unlocks, type GivenUnlock } from '#features/guidance';
import { CurrentCatalogue } from '#features/ledger';
import { Jurisdiction, UnitTree } from '#features/units';
import { EvidenceBook, fillBook, type KnownEvidence } from './evidence.js';
import { DeadlineBook } from './deadline-book.js';
import { Places } from './places.js';

/** Periods whose last day lies in from..to, as they stand at the end of the day `at`. */
export interface StatusQuestion {
  readonly unitPrefix: string;
  readonly from: Day;
  readonly to: Day;
  readonly at: Day;
  /** Codes of report types; all that are owed where it is not given. */
  readonly types?: readonly string[] | undefined;
  /** The day whose borders are asked; null: the units that were there on each period's last day. */
  readonly bordersOn: Day | null;
}

/** One report that a unit owes for a period. */
export interface Obligation {
  readonly unit: UnitRow;
  /** The unit in which it counts: another one where today's borders are asked and the unit has been closed since. */
  readonly countsIn: string;
  readonly type: OwedType;
  readonly period: Period;
  readonly deadlines: Deadlines;
  readonly evidence: KnownEvidence;
  readonly state: ObligationState;
}

export interface StatusCount extends Tally {
  /** A unit's code, cut to the asked width. */
  readonly group: string;
  /** Empty where the types are counted together. */
  readonly type: string;
}

/** Which reports are owed, and what has become of them. */
@Injectable()
export class ReportStatus {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(CurrentCatalogue) private readonly current: Pick<CurrentCatalogue, 'catalogue'>,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Unlocks) private readonly unlocks: Unlocks,
  ) {}

  /** The same by what another catalogue says is owed. */
  under(catalogue: Catalogue): ReportStatus {
    return new ReportStatus(this.config, { catalogue }, this.tree, this.jurisdiction, this.unlocks);
  }

  /** All obligations, by type, period and unit. They are made one by one: a city has half a million a year. */
  async read(sql: Sql, question: StatusQuestion): Promise<Iterable<Obligation>> {
    const { unitPrefix, from, to } = question;
    const types = this.typesOf(question);
    const places = new Places(this.tree.dated);
    const book = new EvidenceBook(places, (ancestor, unit) => this.jurisdiction.covers(ancestor, unit));
    // With other borders than those of the day, anybody's records may count below the prefix.
    const incoming = places.incoming(unitPrefix);
    await fillBook(sql, book, {
      ...{ unitPrefix, incoming, from, to, types },
      timeZone: this.config.timeZone,
    });
    for (const given of await this.unlocksOf(sql, unitPrefix)) book.unlock(given);
    return this.each(question, types, places, book);
  }

  /**
   * For indicators: counts by group those obligations that are due by the asked day, or received. `units` narrows to
   * given units where there is a scope.
   */
  async count(
    sql: Sql,
    question: StatusQuestion & {
      readonly units: readonly string[] | null;
      readonly groupWidth: number;
      readonly byType: boolean;
    },
  ): Promise<StatusCount[]> {
    const { units, groupWidth, byType, at } = question;
    const wanted = units && new Set(units);
    const counts = new Map<string, StatusCount>();
    for (const { countsIn, type, deadlines, evidence, state } of await this.read(sql, question)) {
      if (wanted && !wanted.has(countsIn)) continue;
      if (evidence.receivedOn === null && deadlines.dueOn > at) continue;
      const group = countsIn.slice(0, groupWidth);
      const key = byType ? `${group} ${type.code}` : group;
      const known = counts.get(key);
      const count = known ?? { group, type: byType ? type.code : '', ...emptyTally() };
      if (!known) counts.set(key, count);
      addState(count, state);
    }
    return [...counts.values()];
  }

  /** Records of these types say what has become of a report, beside the unlocks. */
  get typesSaying(): readonly string[] {
    return [...owedTypes(this.current.catalogue).map(({ code }) => code), COMPLETION.type];
  }

  unlocksOf(sql: Sql, unit: string): Promise<readonly GivenUnlock[]> {
    return this.unlocks.concerning(sql, unit);
  }

  private typesOf({ types }: StatusQuestion): readonly OwedType[] {
    const owed = owedTypes(this.current.catalogue);
    return types ? owed.filter(({ code }) => types.includes(code)) : owed;
  }

  private *each(
    question: StatusQuestion,
    types: readonly OwedType[],
    places: Places,
    book: EvidenceBook,
  ): Generator<Obligation> {
    const params = deadlineParams(this.current.catalogue.params);
    const books = new Map<Day, DeadlineBook>();
    for (const type of types) {
      for (const period of periodsEnding(type.kind, question)) {
        const evidenceOf = book.of(type.code, period.to);
        const deadlines =
          books.get(period.to) ?? new DeadlineBook(params, this.tree.dated.on(period.to), period.to);
        books.set(period.to, deadlines);
        for (const [unit, countsIn] of this.owing(question, type, period.to, places)) {
          const evidence = evidenceOf(unit.code);
          const days = deadlines.of(unit.code);
          const state = judge(days, evidence, question.at);
          yield { unit, countsIn, type, period, deadlines: days, evidence, state };
        }
      }
    }
  }

  /** The units of a day that owe a type, with the unit in which each counts. */
  private *owing(
    { unitPrefix, bordersOn }: StatusQuestion,
    type: OwedType,
    lastDay: Day,
    places: Places,
  ): Generator<[UnitRow, string]> {
    const asThen = bordersOn === null || places.areFixed;
    const units = this.tree.dated.on(lastDay).subtree(asThen ? unitPrefix : '');
    for (const unit of units) {
      if (!isOwedBy(type, unit)) continue;
      const countsIn = asThen ? unit.code : places.unitOn(unit.code, bordersOn);
      if (isWithin(countsIn, unitPrefix)) yield [unit, countsIn];
    }
  }
}
