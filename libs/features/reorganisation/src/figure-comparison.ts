import { Inject, Injectable } from '@nestjs/common';
import { parentUnit, SilianError, type Day } from '#core/kernel';
import type { ReorganisationPlan } from '#core/reorganisation';
import type { CompiledIndicator } from '#core/statistics';
import { Database, type Sql } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { Borders, IndicatorReading } from '#features/reporting';
import type { DatedUnits } from '#features/units';
import type { Turn } from './touched-holders.js';

/** Units above the changed ones that one preview shows figures of: more are no preview but a report. */
const UNITS_MAX = 60;

/** A figure on the day, in the tree as it is and as it would be; null where there is no such unit or no value. */
export interface ComparedUnit {
  readonly unit: string;
  readonly name: string;
  readonly before: number | null;
  readonly after: number | null;
}

export interface ComparedFigure {
  readonly indicator: string;
  readonly zh: string;
  readonly en: string;
  /** The asking administrator's whole area. */
  readonly whole: ComparedUnit & { readonly equal: boolean };
  readonly units: readonly ComparedUnit[];
}

/** Reads indicators in two trees, from one snapshot. */
@Injectable()
export class FigureComparison {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(IndicatorReading) private readonly reading: IndicatorReading,
  ) {}

  /** Within `whole`. `codes` chooses indicators; without it, all that this node can compute. */
  async compare(
    plan: ReorganisationPlan,
    turn: Turn,
    { whole, codes }: { readonly whole: string; readonly codes: readonly string[] | undefined },
  ): Promise<ComparedFigure[]> {
    const indicators = codes?.map((code) => this.require(code)) ?? [
      ...this.current.statistics.indicators.values(),
    ];
    const shown = unitsAbove(plan, turn, whole);
    return this.database.snapshot(async (tx) => {
      const figures: ComparedFigure[] = [];
      for (const indicator of indicators) {
        const figure = await this.compareOne(tx, indicator, turn, { whole, shown });
        if (figure) figures.push(figure);
      }
      return figures;
    });
  }

  private async compareOne(
    tx: Sql,
    indicator: CompiledIndicator,
    { before, after, day }: Turn,
    { whole, shown }: { readonly whole: string; readonly shown: readonly string[] },
  ): Promise<ComparedFigure | undefined> {
    const was = new TreeValues(this.reading, before, day);
    const will = new TreeValues(this.reading, after, day);
    const goesOn = after.succession.successorOn(whole, day);
    const valueBefore = await was.valueOf(tx, indicator, whole);
    const valueAfter = await will.valueOf(tx, indicator, goesOn);
    if (was.unreadable) return undefined;
    const units: ComparedUnit[] = [];
    for (const unit of shown) {
      const name = (after.on(day).find(unit) ?? before.on(day).find(unit))?.name ?? unit;
      units.push({
        unit,
        name,
        before: await was.valueOf(tx, indicator, unit),
        after: await will.valueOf(tx, indicator, unit),
      });
    }
    const { code, zh, en } = indicator.definition;
    const name = after.on(day).find(goesOn)?.name ?? whole;
    const equal = valueBefore === valueAfter;
    return {
      indicator: code,
      zh,
      en,
      whole: { unit: whole, name, before: valueBefore, after: valueAfter, equal },
      units,
    };
  }

  private require(code: string): CompiledIndicator {
    const indicator = this.current.statistics.indicators.get(code);
    if (!indicator) throw new SilianError('indicator_unknown', { code });
    return indicator;
  }
}

/** Every unit above a changed one, below `whole`, from the top down. */
function unitsAbove(
  { closed, opened }: ReorganisationPlan,
  { before, after, day }: Turn,
  whole: string,
): string[] {
  const root = before.on(day).root?.code ?? '';
  const above = new Set<string>();
  for (const { code } of [...closed, ...opened]) {
    for (let unit = parentUnit(code, root); unit !== undefined; unit = parentUnit(unit, root)) {
      if (after.succession.covers(whole, unit, day)) above.add(unit);
    }
  }
  above.delete(whole);
  return [...above].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, UNITS_MAX);
}

/** One indicator's values in one tree. A reading gives the values of all units right below, so each is kept. */
class TreeValues {
  /** True where the indicator shows no figure at this node at all. */
  unreadable = false;
  private readonly borders: Borders;
  private readonly values = new Map<string, number | null>();

  constructor(
    private readonly reading: IndicatorReading,
    private readonly units: DatedUnits,
    private readonly day: Day,
  ) {
    this.borders = new Borders(units, 'reported', { at: day, today: day });
  }

  async valueOf(tx: Sql, indicator: CompiledIndicator, code: string): Promise<number | null> {
    const unit = this.units.on(this.day).find(code);
    if (!unit || this.unreadable) return null;
    const known = this.values.get(code);
    if (known !== undefined) return known;
    const question = { unit, borders: this.borders, at: this.day, period: 'year', byDims: false } as const;
    this.unreadable = !this.reading.isReadable(indicator);
    if (this.unreadable) return null;
    const { value, children } = await this.reading.readIn(tx, indicator, question);
    this.values.set(code, value);
    for (const child of children) this.values.set(child.unit, child.value);
    return value;
  }
}
