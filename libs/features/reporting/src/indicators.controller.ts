import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isDay, SilianError, type Day } from '#core/kernel';
import type { CompiledIndicator } from '#core/statistics';
import { Clock } from '#platform/config';
import { FromCaller, Roles, type Caller } from '#platform/identity';
import { CurrentCatalogue } from '#features/ledger';
import { Jurisdiction, UnitTree } from '#features/units';
import { Borders } from './borders.js';
import { IndicatorReading } from './indicator-reading.js';
import { IndicatorDto, IndicatorQuery, IndicatorSummaryDto } from './reporting.dto.js';

@ApiTags('indicators')
@ApiBearerAuth()
@Roles('administrator', 'clerk', 'operator')
@Controller('api/v1/indicators')
export class IndicatorsController {
  constructor(
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(IndicatorReading) private readonly reading: IndicatorReading,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The indicators of the catalogue' })
  @ApiOkResponse({ type: [IndicatorSummaryDto] })
  list(): IndicatorSummaryDto[] {
    return [...this.current.statistics.indicators.values()].map(summary);
  }

  @Get(':code')
  @ApiOperation({ summary: 'One figure with the figures of the units right below' })
  @ApiOkResponse({ type: IndicatorDto })
  async read(
    @FromCaller() caller: Caller,
    @Param('code') code: string,
    @Query() query: IndicatorQuery,
  ): Promise<IndicatorDto> {
    const indicator = this.current.statistics.indicators.get(code);
    if (!indicator) throw new SilianError('indicator_unknown', { code });
    const at = query.at ?? this.clock.today();
    if (!isDay(at))
      throw new SilianError('query_invalid', {}, [{ field: 'at', rules: ['must be a day that exists'] }]);
    const borders = new Borders(this.tree.dated, query.borders, { at, today: this.clock.today() });
    const unit = this.tree.requireOn(query.unit ?? this.ownUnit(caller, borders.day), borders.day);
    this.jurisdiction.assertScope(caller, unit.code);
    const question = { unit, borders, at, period: query.period, byDims: query.dims };
    const reading = await this.reading.read(indicator, question);
    return {
      ...summary(indicator),
      unit: unit.code,
      unitName: unit.name,
      at,
      period: query.period,
      borders: query.borders,
      catalogue: this.current.catalogue.version,
      ...reading,
    };
  }

  /** A token that was given out for a unit goes on with the unit that goes on for it. */
  private ownUnit({ unit }: Caller, day: Day): string {
    return this.tree.successorOn(unit, day);
  }
}

function summary({ definition, supported }: CompiledIndicator): IndicatorSummaryDto {
  const { code, zh, en, unit, better, dims, targets } = definition;
  return { code, zh, en, measuredIn: unit, better, dims, supported, targets };
}
