import { Inject, Injectable } from '@nestjs/common';
import { childLevel, codeLength, mayReach, type Bilingual, type Day, type PeriodKind } from '#core/kernel';
import {
  evaluateIndicator,
  matchesScope,
  planStart,
  windowDays,
  type CellsTerm,
  type CompiledIndicator,
  type CompiledTerm,
  type TermValue,
} from '#core/statistics';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { Database, sumCells, sumCellsWithin, type Sql, type UnitRow } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import type { Borders } from './borders.js';

export interface Question {
  readonly unit: UnitRow;
  /** In which units the records count. */
  readonly borders: Borders;
  readonly at: Day;
  readonly period: PeriodKind;
  /** Also the figure for each tuple of the indicator's dimensions. */
  readonly byDims: boolean;
}

/** A figure with the terms that it is made of. null prints as a dash: not known is not zero. */
export interface Figure {
  readonly value: number | null;
  readonly terms: Readonly<Record<string, number | null>>;
}

export interface Reading extends Figure {
  readonly children: readonly (Figure & { readonly unit: string; readonly name: string })[];
  /** Why there is no figure at all, where that is so. */
  readonly reason: Bilingual | null;
  readonly byDims?: readonly DimsFigure[];
}

export interface DimsFigure extends Figure {
  /** In the order of the indicator's dims. */
  readonly dims: readonly unknown[];
}

/** Sums of one term by unit code: the children's, and the asked unit's own under its own code. */
type Sums = ReadonlyMap<string, bigint>;

const ABOVE_REACH: Bilingual = {
  zh: '该指标涉及的记录不上传到本级,本级只能得到下级汇总数(尚未实现)',
  en: 'The records behind this indicator do not rise to this level; partial sums from below are not available yet',
};

/** Reads indicators from cells: terms are merged over the tree, the value is computed from merged terms. */
@Injectable()
export class IndicatorReading {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
  ) {}

  /** All terms, children and dimensions come from one snapshot: a ratio of two moments can exceed its own bounds. */
  read(indicator: CompiledIndicator, question: Question): Promise<Reading> {
    return this.database.snapshot((tx) => this.readIn(tx, indicator, question));
  }

  /** The same in a snapshot that the caller has: several readings that must agree with each other. */
  async readIn(tx: Sql, indicator: CompiledIndicator, question: Question): Promise<Reading> {
    const reading = await this.readWhole(tx, indicator, question);
    if (!question.byDims) return reading;
    return { ...reading, byDims: await this.readByDims(tx, indicator, question) };
  }

  private async readWhole(tx: Sql, indicator: CompiledIndicator, question: Question): Promise<Reading> {
    const children = question.borders.tree.children(question.unit.code);
    const reason = this.obstacle(indicator);
    if (reason)
      return {
        ...unknown(indicator),
        reason,
        children: children.map((unit) => named(unit, unknown(indicator))),
      };
    const sums = new Map<string, Sums>();
    for (const [name, term] of indicator.terms) {
      sums.set(name, await this.sumTerm(tx, indicator, term, question));
    }
    return {
      ...this.figure(indicator, (name) => total(sums.get(name))),
      reason: null,
      children: children.map((unit) =>
        named(
          unit,
          this.figure(indicator, (name) => sums.get(name)?.get(unit.code) ?? 0n),
        ),
      ),
    };
  }

  private async readByDims(tx: Sql, indicator: CompiledIndicator, question: Question): Promise<DimsFigure[]> {
    if (this.obstacle(indicator) || indicator.definition.dims.length === 0) return [];
    const byDims = new Map<string, Map<string, bigint>>();
    for (const [name, term] of indicator.terms) {
      if (term.kind !== 'cells') continue;
      for (const sum of await this.sumCells(tx, indicator, term, question, true)) {
        const values = byDims.get(sum.dims) ?? new Map<string, bigint>();
        byDims.set(sum.dims, values.set(name, (values.get(name) ?? 0n) + sum.value));
      }
    }
    const wholes = new Map<string, Sums>();
    for (const [name, term] of indicator.terms) {
      if (term.kind === 'units') wholes.set(name, this.countUnits(indicator, term.filter, question));
    }
    return [...byDims].map(([dims, values]) => ({
      dims: JSON.parse(dims) as unknown[],
      ...this.figure(indicator, (name) =>
        wholes.has(name) ? total(wholes.get(name)) : (values.get(name) ?? 0n),
      ),
    }));
  }

  private obstacle(indicator: CompiledIndicator): Bilingual | null {
    if (!indicator.supported) return indicator.unsupportedReason ?? ABOVE_REACH;
    const { level } = this.config.profile;
    const hidden = [...indicator.terms.values()].some(
      (term) => term.kind === 'cells' && !mayReach(term.term.reach, level),
    );
    return hidden ? ABOVE_REACH : null;
  }

  private async sumTerm(
    tx: Sql,
    indicator: CompiledIndicator,
    term: CompiledTerm,
    question: Question,
  ): Promise<Sums> {
    if (term.kind === 'units') return this.countUnits(indicator, term.filter, question);
    if (term.kind === 'unsupported') return new Map();
    const sums = await this.sumCells(tx, indicator, term, question, false);
    return new Map(sums.map((sum) => [sum.group, sum.value]));
  }

  private sumCells(
    tx: Sql,
    indicator: CompiledIndicator,
    term: CellsTerm,
    question: Question,
    byDims: boolean,
  ) {
    const { at, period, borders } = question;
    const { code } = question.unit;
    const window = windowDays(term, { at, period, planStart: planStart(this.current.catalogue) });
    const everywhere = indicator.scope.length === 0 && term.filter.length === 0;
    const asked = {
      term: term.term.key,
      unitPrefix: code,
      width: childWidth(question),
      units: everywhere ? null : inScope(borders.units.ever.subtree(code), indicator, term.filter),
      byDims,
      ...window,
    };
    const spans = borders.spansAt(code);
    // Where no unit goes on as another, nothing has to be looked up for a cell.
    if (spans.length === 0) return sumCells(tx, asked);
    return sumCellsWithin(tx, { ...asked, borders: spans, day: borders.dayOf(term, window.to) });
  }

  private countUnits(indicator: CompiledIndicator, filter: CellsTerm['filter'], question: Question): Sums {
    const width = childWidth(question);
    const counts = new Map<string, bigint>();
    for (const code of inScope(question.borders.tree.subtree(question.unit.code), indicator, filter)) {
      const group = code.slice(0, width);
      counts.set(group, (counts.get(group) ?? 0n) + 1n);
    }
    return counts;
  }

  private figure(indicator: CompiledIndicator, sumOf: (name: string) => bigint): Figure {
    const values = new Map<string, TermValue>();
    const terms: Record<string, number> = {};
    for (const [name, term] of indicator.terms) {
      const scale = term.kind === 'cells' ? term.term.scale : 0;
      const scaled = sumOf(name);
      values.set(name, { scaled, scale });
      terms[name] = Number(scaled) / 10 ** scale;
    }
    return { value: evaluateIndicator(indicator, values, () => null), terms };
  }
}

/** The codes of the units for which the indicator and the term ask. */
function inScope(
  units: readonly UnitRow[],
  { scope }: CompiledIndicator,
  filter: CellsTerm['filter'],
): readonly string[] {
  return units
    .filter((unit) => matchesScope(scope, unit) && matchesScope(filter, unit))
    .map((unit) => unit.code);
}

/** How many digits tell the units right below the asked one apart. */
function childWidth({ unit, borders }: Question): number {
  const level = childLevel(unit.level);
  return level === undefined ? unit.code.length : codeLength(level, borders.tree.root?.code ?? '');
}

function total(sums: Sums | undefined): bigint {
  let sum = 0n;
  for (const value of sums?.values() ?? []) sum += value;
  return sum;
}

function unknown(indicator: CompiledIndicator): Figure {
  return { value: null, terms: Object.fromEntries([...indicator.terms.keys()].map((name) => [name, null])) };
}

function named(unit: UnitRow, figure: Figure): Figure & { unit: string; name: string } {
  return { unit: unit.code, name: unit.name, ...figure };
}
