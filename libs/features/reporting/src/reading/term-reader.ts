import type { Catalogue, UnitPredicate } from '#core/catalogue';
import { canonicalJson, childLevel, codeLength, type Day, type Json, type Level } from '#core/kernel';
import {
  fromScaled,
  paramValue,
  planStart,
  windowDays,
  type CellsTerm,
  type CompiledMeasure,
  type CompiledTerm,
  type PlainTerm,
  type TallyTerm,
  type TermWindow,
  type UnitsTerm,
  type WindowDays,
} from '#core/statistics';
import { lastUploads, mergeCells, type CellSum, type Sql, type UnitRow } from '#platform/storage';
import type { ReportStatus } from '#features/obligations';
import type { Question } from './question.js';
import { readReports } from './reports-reading.js';
import { readingOfTally, tallyUnits, type Tallied } from './tally-reading.js';
import { countOf, NOTHING, together, UNKNOWN, type Part, type TermReading } from './term-reading.js';
import { unitsWithin } from './unit-attributes.js';
import { readUploads } from './uploads-reading.js';

export type Scope = readonly UnitPredicate[];

export interface ReadingContext {
  readonly catalogue: Catalogue;
  /** The end of a day, or now on a day that is not over. */
  readonly momentOf: (day: Day) => Date;
  readonly now: Date;
  readonly reports: ReportStatus;
}

/**
 * Reads the terms of one question in one snapshot. What several indicators share is read once: a board of sixty asks for
 * many terms twice.
 */
export class TermReader {
  private readonly readings = new Map<string, Promise<TermReading>>();
  /** By measure and scope: its aggregates are told by one count. */
  private readonly tallies = new Map<string, Promise<Tallied>>();
  private uploaded: Promise<ReadonlyMap<string, Date>> | undefined;

  constructor(
    private readonly tx: Sql,
    readonly question: Question,
    private readonly context: ReadingContext,
  ) {}

  read(term: CompiledTerm, scope: Scope): Promise<TermReading> {
    if (term.kind === 'tally') return this.readTally(term, scope);
    return this.readPlain(term, scope, this.childWidth);
  }

  /** Digits that tell the units apart that the figure is split into. */
  get childWidth(): number {
    const { unit, parts } = this.question;
    const level = parts ?? childLevel(unit.level);
    return level === undefined ? unit.code.length : codeLength(level, this.rootCode);
  }

  /** The units that the figure is split into. */
  get parts(): readonly UnitRow[] {
    const { unit, parts, borders } = this.question;
    if (parts === undefined) return borders.tree.children(unit.code);
    return borders.tree.subtree(unit.code).filter(({ level }) => level === parts);
  }

  /** The value of a parameter for the asked unit and day; null where it is not set. */
  readonly param = (code: string): number | string | null =>
    paramValue(this.context.catalogue.params, code, this.question.unit, this.question.at);

  /** The units of the subtree of which anything has come in, and when the newest of it did. */
  uploads(): Promise<ReadonlyMap<string, Date>> {
    this.uploaded ??= this.readUploads();
    return this.uploaded;
  }

  /** The units whose records a term is made of, on the asked day. */
  async unitsSaying(term: CellsTerm, scope: Scope): Promise<ReadonlySet<string>> {
    const { parts } = await this.readPlain(term, scope, codeLength('community', this.rootCode));
    return new Set([...parts].flatMap(([unit, { records }]) => (records > 0 ? unit : [])));
  }

  levelsEntering(type: string): readonly Level[] {
    return this.context.catalogue.types.get(type)?.enteredAt ?? [];
  }

  isReport(type: string): boolean {
    return this.context.catalogue.types.get(type)?.lifecycle === 'report';
  }

  private async readUploads(): Promise<ReadonlyMap<string, Date>> {
    const { borders, unit } = this.question;
    const newest = new Map<string, Date>();
    for (const { origin, at } of await lastUploads(this.tx, unit.code, this.context.now)) {
      const successor = borders.units.succession.successorOn(origin, borders.day);
      if (at > (newest.get(successor) ?? new Date(0))) newest.set(successor, at);
    }
    return newest;
  }

  private readPlain(term: PlainTerm, scope: Scope, width: number): Promise<TermReading> {
    switch (term.kind) {
      case 'cells':
        return this.once(
          [term.term.key, term.window, term.shiftYears, width, ...keyOf(scope, term.filter)],
          () => this.readCells(term, scope, width),
        );
      case 'units':
        return Promise.resolve(this.readUnits(term, scope, width));
      case 'uploads':
        return this.once(['uploads', term.ageHoursMax, width, ...keyOf(scope, term.filter)], () =>
          readUploads(this.tx, term, {
            question: this.question,
            units: this.unitsOf(scope, term.filter),
            width,
            moment: this.context.momentOf(this.question.at),
          }),
        );
      case 'reports':
        return this.once(
          ['reports', term.state, term.window, term.shiftYears, width, ...keyOf(scope, term.filter)],
          () =>
            readReports(this.tx, term, this.context.reports, {
              question: this.question,
              window: this.windowOf(term),
              units: this.unitsOf(scope, term.filter),
              width,
            }),
        );
      case 'unsupported':
        return Promise.resolve({ whole: UNKNOWN, parts: new Map(), absent: UNKNOWN });
    }
  }

  private async readCells(term: CellsTerm, scope: Scope, width: number): Promise<TermReading> {
    const isUnset = term.term.params.some((code) => this.param(code) === null);
    if (isUnset) return { whole: UNKNOWN, parts: new Map(), absent: UNKNOWN };
    const absent = term.unknownWithoutRecords ? UNKNOWN : NOTHING;
    const sums = await this.mergeCells(term, scope, width, false);
    const partOf = (sum: CellSum): Part => ({
      value: fromScaled(sum.value, term.term.scale),
      records: sum.records,
    });
    const groups = sums.filter(
      (sum) => sum.group !== null && (sum.records > 0 || !term.unknownWithoutRecords),
    );
    const parts = new Map(groups.map((sum) => [sum.group ?? '', partOf(sum)]));
    const whole = sums.find(({ group }) => group === null);
    const reading = { whole: whole ? partOf(whole) : together(parts.values(), absent), parts, absent };
    if (!this.question.byDims || term.term.dims.length === 0) return reading;
    return { ...reading, byDims: await this.readDims(term, scope, absent) };
  }

  private async readDims(term: CellsTerm, scope: Scope, absent: Part): Promise<ReadonlyMap<string, Part>> {
    const sums = await this.mergeCells(term, scope, this.question.unit.code.length, true);
    const wholes = term.term.merge === 'distinct' ? sums.filter(({ group }) => group === null) : sums;
    const byDims = new Map<string, Part[]>();
    for (const sum of wholes) {
      const part = { value: fromScaled(sum.value, term.term.scale), records: sum.records };
      byDims.set(sum.dims, [...(byDims.get(sum.dims) ?? []), part]);
    }
    return new Map([...byDims].map(([dims, parts]) => [dims, together(parts, absent)]));
  }

  private mergeCells(term: CellsTerm, scope: Scope, width: number, byDims: boolean): Promise<CellSum[]> {
    const { borders, unit } = this.question;
    const window = this.windowOf(term);
    const everywhere = scope.length === 0 && term.filter.length === 0;
    const units = borders.units.ever.subtree(unit.code);
    return mergeCells(this.tx, {
      ...window,
      ...{ term: term.term.key, merge: term.term.merge, unit: unit.code, width, byDims },
      units: everywhere
        ? null
        : unitsWithin(units, borders.units.ever, [scope, term.filter]).map(({ code }) => code),
      borders: borders.spansAt(unit.code),
      day: borders.dayOf(term, window.to),
    });
  }

  private windowOf(term: TermWindow): WindowDays {
    const { at, period } = this.question;
    return windowDays(term, { at, period, planStart: planStart(this.context.catalogue) });
  }

  private readUnits(term: UnitsTerm, scope: Scope, width: number): TermReading {
    const counts = new Map<string, number>();
    for (const { code } of this.unitsOf(scope, term.filter)) {
      const group = code.slice(0, width);
      counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    const parts = new Map([...counts].map(([group, count]) => [group, countOf(count)]));
    return { whole: together(parts.values(), NOTHING), parts, absent: NOTHING };
  }

  private async readTally({ measure, aggregate }: TallyTerm, scope: Scope): Promise<TermReading> {
    const key = JSON.stringify([measure.definition.code, ...keyOf(scope)]);
    const tallied = this.tallies.get(key) ?? this.tally(measure, scope);
    this.tallies.set(key, tallied);
    return readingOfTally(await tallied, aggregate);
  }

  /** A measure is computed for each unit of its level from terms that are merged over that unit's subtree. */
  private async tally(measure: CompiledMeasure, scope: Scope): Promise<Tallied> {
    const { per, scope: own } = measure.definition;
    const { borders, unit, at } = this.question;
    const units = unitsWithin(
      borders.tree.subtree(unit.code).filter(({ level }) => level === per),
      borders.tree,
      [own, scope],
    );
    const width = codeLength(per, this.rootCode);
    const readings = new Map<string, TermReading>();
    for (const [name, plain] of measure.terms) readings.set(name, await this.readPlain(plain, [], width));
    return tallyUnits(measure, {
      ...{ units, readings, borders, at, params: this.context.catalogue.params },
      groupWidth: this.childWidth,
    });
  }

  private unitsOf(...scopes: readonly Scope[]) {
    const { borders, unit } = this.question;
    return unitsWithin(borders.tree.subtree(unit.code), borders.tree, scopes);
  }

  private get rootCode(): string {
    return this.question.borders.tree.root?.code ?? '';
  }

  private once(key: readonly unknown[], read: () => Promise<TermReading>): Promise<TermReading> {
    const name = JSON.stringify(key);
    const known = this.readings.get(name);
    if (known) return known;
    const reading = read();
    this.readings.set(name, reading);
    return reading;
  }
}

/** Scopes are equal where they are written alike. */
function keyOf(...scopes: readonly Scope[]): readonly string[] {
  return scopes.map((scope) => canonicalJson(scope as unknown as Json));
}
