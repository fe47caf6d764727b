import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isDay, SilianError } from '#core/kernel';
import type { CompiledIndicator } from '#core/statistics';
import { Clock } from '#platform/config';
import { assertScope, FromCaller, Roles, type Caller } from '#platform/identity';
import { CurrentCatalogue } from '#features/ledger';
import { UnitTree } from '#features/units';
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
    const unit = this.tree.require(query.unit ?? caller.unit);
    assertScope(caller, unit.code);
    const question = { unit, at, period: query.period, byDims: query.dims };
    const reading = await this.reading.read(indicator, question);
    return {
      ...summary(indicator),
      unit: unit.code,
      unitName: unit.name,
      at,
      period: query.period,
      catalogue: this.current.catalogue.version,
      ...reading,
    };
  }
}

function summary({ definition, supported }: CompiledIndicator): IndicatorSummaryDto {
  const { code, zh, en, unit, better, dims, targets } = definition;
  return { code, zh, en, measuredIn: unit, better, dims, supported, targets };
}
