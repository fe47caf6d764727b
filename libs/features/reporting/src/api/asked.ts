import { Inject, Injectable } from '@nestjs/common';
import { isDay, SilianError, type Day, type PeriodKind } from '#core/kernel';
import type { CompiledIndicator } from '#core/statistics';
import { Clock } from '#platform/config';
import type { Caller } from '#platform/identity';
import { CurrentCatalogue } from '#features/ledger';
import { Jurisdiction, UnitTree } from '#features/units';
import { Borders, type BordersKind } from '../reading/borders.js';
import type { Question } from '../reading/question.js';

/** What is meant where a caller does not say. */
export const PERIOD_USUAL: PeriodKind = 'year';
export const BORDERS_USUAL: BordersKind = 'reported';

/** What callers say of every figure that they ask for. */
export interface AskedFigure {
  readonly unit?: string;
  readonly at?: string;
  readonly period: PeriodKind;
  readonly borders: BordersKind;
}

/** Makes questions of what callers ask, within what they may see. */
@Injectable()
export class Asking {
  constructor(
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Throws `indicator_unknown`. */
  indicator(code: string): CompiledIndicator {
    const indicator = this.current.statistics.indicators.get(code);
    if (!indicator) throw new SilianError('indicator_unknown', { code });
    return indicator;
  }

  /** Throws `query_invalid`, `unit_unknown` or `scope_exceeded`. */
  question(caller: Caller, { unit, at, period, borders: kind }: AskedFigure): Question {
    const today = this.clock.today();
    const day = at === undefined ? today : readDay('at', at);
    const borders = new Borders(this.tree.dated, kind, { at: day, today });
    const asked = this.tree.requireOn(unit ?? this.ownUnit(caller, borders.day), borders.day);
    this.jurisdiction.assertScope(caller, asked.code);
    return { unit: asked, borders, at: day, period, byDims: false };
  }

  /** What is asked most of a unit: its figures of today. */
  ofToday(unit: string): Question {
    const { today } = this;
    const borders = new Borders(this.tree.dated, BORDERS_USUAL, { at: today, today });
    return {
      unit: this.tree.requireOn(unit, today),
      borders,
      at: today,
      period: PERIOD_USUAL,
      byDims: false,
    };
  }

  /** The same question about another day. */
  on(question: Question, kind: BordersKind, at: Day): Question {
    const borders = new Borders(this.tree.dated, kind, { at, today: this.clock.today() });
    const unit = borders.tree.find(question.unit.code) ?? question.unit;
    return { ...question, borders, unit, at };
  }

  get today(): Day {
    return this.clock.today();
  }

  /** A token that was given out for a unit goes on with the unit that goes on for it. */
  private ownUnit({ unit }: Caller, day: Day): string {
    return this.tree.successorOn(unit, day);
  }
}

/** Throws `query_invalid`. */
export function readDay(field: string, text: string): Day {
  if (!isDay(text))
    throw new SilianError('query_invalid', {}, [{ field, rules: ['must be a day that exists'] }]);
  return text;
}
