import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CompiledIndicator } from '#core/statistics';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { CurrentCatalogue } from '#features/ledger';
import { Board } from '../board/board.service.js';
import { IndicatorReading } from '../reading/indicator-reading.js';
import { Asking, readDay } from './asked.js';
import { IndicatorDto, IndicatorQuery, IndicatorSummaryDto } from './indicators.dto.js';
import { rankedBy } from './ranking.js';
import { seriesDays } from './series.js';
import { RankingDto, RankingQuery, SeriesDto, SeriesQuery } from './series.dto.js';

@ApiTags('indicators')
@ApiBearerAuth()
@Permit('figures.read')
@Controller('api/v1/indicators')
export class IndicatorsController {
  constructor(
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Asking) private readonly asking: Asking,
    @Inject(IndicatorReading) private readonly reading: IndicatorReading,
    @Inject(Board) private readonly board: Board,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The indicators of the catalogue' })
  @ApiOkResponse({ type: [IndicatorSummaryDto] })
  list(): IndicatorSummaryDto[] {
    return [...this.current.statistics.indicators.values()].map(summaryOf);
  }

  @Get(':code')
  @ApiOperation({ summary: 'One figure with its certificate and the figures of the units right below' })
  @ApiOkResponse({ type: IndicatorDto })
  async read(
    @FromCaller() caller: Caller,
    @Param('code') code: string,
    @Query() query: IndicatorQuery,
  ): Promise<IndicatorDto> {
    const indicator = this.asking.indicator(code);
    const question = { ...this.asking.question(caller, query), byDims: query.dims };
    const { reading, certificate } = await this.board.readOne(indicator, question);
    return {
      ...summaryOf(indicator),
      unit: question.unit.code,
      unitName: question.unit.name,
      at: question.at,
      period: query.period,
      borders: query.borders,
      catalogue: this.current.catalogue.version,
      ...reading,
      certificate,
    };
  }

  @Get(':code/series')
  @ApiOperation({ summary: 'The figure at the end of each month, quarter or year' })
  @ApiOkResponse({ type: SeriesDto })
  async series(
    @FromCaller() caller: Caller,
    @Param('code') code: string,
    @Query() query: SeriesQuery,
  ): Promise<SeriesDto> {
    const indicator = this.asking.indicator(code);
    const to = query.to === undefined ? this.asking.today : readDay('to', query.to);
    const days = seriesDays(readDay('from', query.from), to, query.period);
    const question = this.asking.question(caller, { ...query, at: to });
    const points = await this.reading.snapshot(async (_, readerOf) => {
      const found = [];
      for (const at of days) {
        const reader = readerOf(this.asking.on(question, query.borders, at));
        found.push({ at, ...(await this.reading.figures(reader, indicator)).whole() });
      }
      return found;
    });
    return {
      ...summaryOf(indicator),
      ...{ unit: question.unit.code, unitName: question.unit.name, period: query.period },
      ...{ borders: query.borders, catalogue: this.current.catalogue.version, points },
    };
  }

  @Get(':code/ranking')
  @ApiOperation({ summary: 'The units of a level below, the best first; units without a figure come last' })
  @ApiOkResponse({ type: RankingDto })
  async ranking(
    @FromCaller() caller: Caller,
    @Param('code') code: string,
    @Query() query: RankingQuery,
  ): Promise<RankingDto> {
    const indicator = this.asking.indicator(code);
    const question = { ...this.asking.question(caller, query), parts: query.level };
    const { children } = await this.reading.read(indicator, question);
    return {
      ...summaryOf(indicator),
      ...{ unit: question.unit.code, unitName: question.unit.name, at: question.at, period: query.period },
      ...{ borders: query.borders, catalogue: this.current.catalogue.version, count: children.length },
      units: rankedBy(indicator.definition.better, children).slice(0, query.limit),
    };
  }
}

export function summaryOf({ definition, supported }: CompiledIndicator): IndicatorSummaryDto {
  const { code, zh, en, group, unit, better, dims, targets } = definition;
  return { code, zh, en, group, measuredIn: unit, better, dims, supported, targets };
}
