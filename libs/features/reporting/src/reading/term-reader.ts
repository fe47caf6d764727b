import type { Catalogue } from '#core/catalogue';
import { childLevel, codeLength, type Day, type Level } from '#core/kernel';
import {
  paramValue,
  planStart,
  windowDays,
  type CellsTerm,
  type CompiledMeasure,
  type CompiledTerm,
  type PlainTerm,
  type ReportsTerm,
  type TallyTerm,
  type TermWindow,
  type UnitsTerm,
  type WindowDays,
} from '#core/statistics';
import { lastUploads, recordsOf, type Sql, type UnitRow } from '#platform/storage';
import type { Counting } from '#features/ledger';
import type { ReportStatus, StatusCount } from '#features/obligations';
import type { KeptView } from '../kept/kept-readings.js';
import { CellsReading, type AskedCells } from './cells-reading.js';
import type { Question, Scope } from './question.js';
import { PartialsReading, type PartialsContext } from './partials-reading.js';
import { countReports, readingOfReports } from './reports-reading.js';
import {
  outcomesOf,
  readingOfTally,
  tallyUnits,
  type Tallied,
  type TallyInput,
  type UnitOutcome,
} from './tally-reading.js';
import { countedUnits, UNKNOWN, type TermReading } from './term-reading.js';
import { unitsWithin } from './unit-attributes.js';
import { begunAmong, readUploads, type Begun } from './uploads-reading.js';

export interface ReadingContext {
  readonly catalogue: Catalogue;
  /** The end of a day, or now on a day that is not over. */
  readonly momentOf: (day: Day) => Date;
  readonly now: Date;
  readonly reports: ReportStatus;
  /** What was read before and has not changed; nothing for readers that see what is not committed. */
  readonly kept: KeptView | undefined;
  /** Which terms' cells hold every record, in the same snapshot. */
  readonly counting: Pick<Counting, 'isComplete' | 'percent'>;
  /** The node that reads. */
  readonly node: Pick<PartialsContext, 'level' | 'unit'>;
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
  private readonly reportCounts = new Map<string, Promise<readonly StatusCount[]>>();
  private readonly lists = new Map<string, Promise<readonly UnitRow[]>>();
  private readonly begunOf = new Map<readonly UnitRow[], Begun>();
  private readonly cells: CellsReading;
  /** Figures of terms whose records stay below. */
  readonly partials: PartialsReading;

  constructor(
    private readonly tx: Sql,
    readonly question: Question,
    private readonly context: ReadingContext,
  ) {
    this.cells = new CellsReading(tx, question, context.kept);
    const { catalogue, node, kept } = context;
    const place = { ...node, catalogue: catalogue.version, planStart: planStart(catalogue) };
    this.partials = new PartialsReading(tx, question, place, this.cells, kept);
  }

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
  private uploads(): Promise<ReadonlyMap<string, Date>> {
    this.uploaded ??= this.readUploads();
    return this.uploaded;
  }

  /** The units whose records a term is made of, on the asked day. */
  unitsSaying(term: CellsTerm, scope: Scope): Promise<ReadonlySet<string>> {
    const width = codeLength('community', this.rootCode);
    const asked = { term, scope, width, days: this.windowOf(term) };
    const sizeOf = ({ size }: ReadonlySet<string>): number => size;
    return this.derive(['saying', ...partOfName(asked)], [asked], sizeOf, async () => {
      const { parts } = await this.readPlain(term, scope, width);
      return new Set([...parts].flatMap(([unit, { records }]) => (records > 0 ? unit : [])));
    });
  }

  /** A list of units that depends on the question and the tree only. Asked again it is the same object. */
  ofUnits(name: readonly unknown[], make: () => readonly UnitRow[]): Promise<readonly UnitRow[]> {
    const key = JSON.stringify(name);
    const known = this.lists.get(key);
    if (known) return known;
    const list = this.derive(
      name,
      [],
      ({ length }) => length,
      () => Promise.resolve(make()),
    );
    this.lists.set(key, list);
    return list;
  }

  /** How many units of such a list anything has come in of, and which of these has been silent for longest. */
  async begun(units: readonly UnitRow[]): Promise<Begun> {
    const known = this.begunOf.get(units);
    if (known) return known;
    const begun = begunAmong(units, await this.uploads());
    this.begunOf.set(units, begun);
    return begun;
  }

  levelsEntering(type: string): readonly Level[] {
    return this.context.catalogue.types.get(type)?.enteredAt ?? [];
  }

  /** True where the cells of all terms that a term is made of hold every record. */
  isComplete(term: CompiledTerm): boolean {
    if (term.kind === 'tally') return [...term.measure.terms.values()].every((part) => this.isComplete(part));
    return term.kind !== 'cells' || this.context.counting.isComplete(term.term.key);
  }

  /** How far the terms are that are being counted. */
  get percentCounted(): number {
    return this.context.counting.percent;
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
        return this.once([term.term.key, term.window, term.shiftYears, width, scope, term.filter], () =>
          this.readCells(term, scope, width),
        );
      case 'units':
        return this.readUnits(term, scope, width);
      case 'uploads':
        return this.once(['uploads', term.ageHoursMax, width, scope, term.filter], () =>
          readUploads(this.tx, term, {
            question: this.question,
            units: this.unitsOf(scope, term.filter),
            width,
            moment: this.context.momentOf(this.question.at),
          }),
        );
      case 'reports':
        return this.readReports(term, scope, width);
      case 'unsupported':
        return Promise.resolve({ whole: UNKNOWN, parts: new Map(), absent: UNKNOWN });
    }
  }

  /** One count tells all states of the reports. */
  private async readReports(term: ReportsTerm, scope: Scope, width: number): Promise<TermReading> {
    const key = JSON.stringify([term.window, term.shiftYears, width, scope, term.filter]);
    const counts = this.reportCounts.get(key) ?? this.countReports(term, scope, width);
    this.reportCounts.set(key, counts);
    return readingOfReports(term, await counts, this.question.byDims);
  }

  private async countReports(
    term: ReportsTerm,
    scope: Scope,
    width: number,
  ): Promise<readonly StatusCount[]> {
    const { reports, kept } = this.context;
    const window = this.windowOf(term);
    const make = (): Promise<readonly StatusCount[]> =>
      countReports(this.tx, reports, {
        ...{ question: this.question, window, width },
        units: this.unitsOf(scope, term.filter),
      });
    if (!kept) return make();
    const records = await Promise.all(reports.typesSaying.map((type) => kept.unchanged(recordsOf(type))));
    const unlocks = await reports.unlocksOf(this.tx, this.question.unit.code);
    const name = ['reports', window.from, window.to, width, scope, term.filter, unlocks];
    return this.remember(name, records, ({ length }) => length, make);
  }

  private readCells(term: CellsTerm, scope: Scope, width: number): Promise<TermReading> {
    const isUnset = term.term.params.some((code) => this.param(code) === null);
    if (isUnset) return Promise.resolve({ whole: UNKNOWN, parts: new Map(), absent: UNKNOWN });
    const asked = { term, scope, width, days: this.windowOf(term) };
    if (this.partials.isAbove(term)) return this.partials.read(asked);
    const make = (): Promise<TermReading> => this.cells.read(asked);
    // Of a measure's terms only its count is kept: readings of every single unit would fill the memory.
    if (width !== this.childWidth) return make();
    return this.derive(['cells', width, ...partOfName(asked)], [asked], ({ parts }) => parts.size, make);
  }

  /** The days of a term. */
  windowOf(term: TermWindow): WindowDays {
    const { at, period } = this.question;
    return windowDays(term, { at, period, planStart: planStart(this.context.catalogue) });
  }

  private readUnits(term: UnitsTerm, scope: Scope, width: number): Promise<TermReading> {
    const sizeOf = ({ parts }: TermReading): number => parts.size;
    return this.derive(['units', width, scope, term.filter], [], sizeOf, () => {
      const codes = this.unitsOf(scope, term.filter).map(({ code }) => code);
      return Promise.resolve(countedUnits(codes, width));
    });
  }

  private async readTally({ measure, aggregate }: TallyTerm, scope: Scope): Promise<TermReading> {
    const key = JSON.stringify([measure.definition.code, scope]);
    const tallied = this.tallies.get(key) ?? this.tally(measure, scope);
    this.tallies.set(key, tallied);
    return readingOfTally(await tallied, aggregate);
  }

  private tally(measure: CompiledMeasure, scope: Scope): Promise<Tallied> {
    const width = codeLength(measure.definition.per, this.rootCode);
    const terms = [...measure.terms.values()];
    const changesOtherwise = terms.some(({ kind }) => kind === 'reports' || kind === 'uploads');
    if (changesOtherwise) return this.count(measure, scope);
    const asked = terms.flatMap((term) =>
      term.kind === 'cells' ? [{ term, scope: [], width, days: this.windowOf(term) }] : [],
    );
    const sizeOf = ({ parts }: Tallied): number => parts.size;
    return this.derive(['tally', measure.definition.code, scope], asked, sizeOf, () =>
      this.count(measure, scope),
    );
  }

  private async count(measure: CompiledMeasure, scope: Scope): Promise<Tallied> {
    return tallyUnits(measure, await this.tallyInput(measure, scope), this.childWidth);
  }

  /** What a measure comes to in each unit that it is computed for. */
  async outcomes({ measure }: TallyTerm, scope: Scope): Promise<readonly UnitOutcome[]> {
    return outcomesOf(measure, await this.tallyInput(measure, scope));
  }

  /** The units that a measure is computed for. */
  unitsMeasured(measure: CompiledMeasure, scope: Scope): readonly UnitRow[] {
    const { per, scope: own } = measure.definition;
    const { borders, unit } = this.question;
    const units = borders.tree.subtree(unit.code).filter(({ level }) => level === per);
    return unitsWithin(units, borders.tree, [own, scope]);
  }

  /** A measure is computed for each unit of its level from terms that are merged over that unit's subtree. */
  private async tallyInput(measure: CompiledMeasure, scope: Scope): Promise<TallyInput> {
    const { borders, at } = this.question;
    const width = codeLength(measure.definition.per, this.rootCode);
    const readings = new Map<string, TermReading>();
    for (const [name, plain] of measure.terms) readings.set(name, await this.readPlain(plain, [], width));
    const units = this.unitsMeasured(measure, scope);
    return { units, readings, borders, at, params: this.context.catalogue.params };
  }

  /** What is worked out of these terms, of the units and the catalogue; known from before where none of them has changed. */
  private async derive<T extends object>(
    name: readonly unknown[],
    terms: readonly AskedCells[],
    sizeOf: (value: T) => number,
    make: () => Promise<T>,
  ): Promise<T> {
    const sources: object[] = [];
    for (const term of terms) {
      const source = await this.cells.source(term);
      if (!source) return make();
      sources.push(source);
    }
    return this.remember(name, sources, sizeOf, make);
  }

  /** What is worked out of these objects for this question, or known from before where all of them are the same. */
  private remember<T extends object>(
    name: readonly unknown[],
    sources: readonly object[],
    sizeOf: (value: T) => number,
    make: () => Promise<T>,
  ): Promise<T> {
    const { kept, catalogue } = this.context;
    if (!kept) return make();
    const { unit, at, period, borders, parts, byDims } = this.question;
    const question = [unit.code, at, period, borders.asToday, parts, byDims];
    const inputs = [catalogue, borders.tree, borders.units, ...sources];
    return kept.remember(JSON.stringify([...question, ...name]), inputs, sizeOf, make);
  }

  /** The units of the subtree that these conditions leave. */
  unitsOf(...scopes: readonly Scope[]): readonly UnitRow[] {
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

/** What tells a term that is read from cells apart, beside its width. Scopes are equal where they are written alike. */
function partOfName({ term, scope }: AskedCells): readonly unknown[] {
  return [term.term.key, term.window, term.shiftYears, scope, term.filter];
}
