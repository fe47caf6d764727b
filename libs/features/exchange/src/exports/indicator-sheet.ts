import { Inject, Injectable } from '@nestjs/common';
import type { Day, PeriodKind } from '#core/kernel';
import type { CompiledIndicator } from '#core/statistics';
import { Clock } from '#platform/config';
import type { Caller } from '#platform/identity';
import type { Cell } from '#platform/sheets';
import { CurrentCatalogue } from '#features/ledger';
import { Asking, Board } from '#features/reporting';
import { BORDERS_WORDS, type BordersKind } from './borders-words.js';
import { certificateLines } from './certificate-lines.js';

export interface IndicatorQuestion {
  readonly code: string;
  readonly unit?: string;
  readonly at?: Day;
  readonly period: PeriodKind;
  readonly borders: BordersKind;
}

interface UnitFigure {
  readonly unit: string;
  readonly name: string;
  readonly value: number | null;
  readonly terms: Readonly<Record<string, number | null>>;
}

const PERIOD_WORDS: Readonly<Record<PeriodKind, string>> = {
  month: '当月 the month',
  quarter: '当季 the quarter',
  year: '当年 the year',
};

/** One indicator's figures as a sheet: what they mean and of when they are, then the unit itself and those right below. */
@Injectable()
export class IndicatorSheet {
  constructor(
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Asking) private readonly asking: Asking,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Board) private readonly board: Board,
  ) {}

  async rows(caller: Caller, asked: IndicatorQuestion): Promise<{ rows: Cell[][]; title: string }> {
    const indicator = this.asking.indicator(asked.code);
    const question = this.asking.question(caller, asked);
    const { unit, at, period } = question;
    const { reading, certificate } = await this.board.readOne(indicator, question);
    const own: UnitFigure = { unit: unit.code, name: unit.name, value: reading.value, terms: reading.terms };
    return {
      title: indicator.definition.zh,
      rows: [
        ...this.definition(indicator),
        ['单位 Unit', `${unit.name} ${unit.code}`],
        ['区划口径 Borders', BORDERS_WORDS[asked.borders]],
        ['截至 As of the end of', at],
        ['期间 Summed over', PERIOD_WORDS[period]],
        ...certificateLines(reading, certificate),
        ['生成时间 Produced at', this.clock.now().toISOString()],
        [],
        ...figures(indicator, [own, ...reading.children]),
      ],
    };
  }

  private definition({ definition }: CompiledIndicator): Cell[][] {
    const { zh, en, code, unit } = definition;
    return [
      ['指标 Indicator', `${zh} / ${en}`],
      ['指标代码 Code', code],
      ['计量单位 Measured in', unit],
      ['目录版本 Catalogue', this.current.catalogue.version],
    ];
  }
}

/** A figure that is not known stays empty: it is not zero. */
function figures(indicator: CompiledIndicator, units: readonly UnitFigure[]): Cell[][] {
  const terms = [...indicator.terms.keys()];
  const headings = ['单位代码', '单位名称', `数值(${indicator.definition.unit})`, ...terms];
  return [
    headings,
    ...units.map(({ unit, name, value, terms: values }) => [
      unit,
      name,
      value,
      ...terms.map((term) => values[term] ?? null),
    ]),
  ];
}
