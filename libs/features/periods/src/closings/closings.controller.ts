import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SilianError, UUID } from '#core/kernel';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import {
  CausePageDto,
  CausesQuery,
  ClosePeriodDto,
  ClosingDetailDto,
  ClosingDto,
  ClosingPageDto,
  ClosingsQuery,
} from './closings.dto.js';
import { closingView } from './closing-view.js';
import { Closings } from './closings.js';
import { Revisions } from './revisions.js';

function closingId(value: string): string {
  if (!UUID.test(value)) throw new SilianError('closing_unknown');
  return value;
}

@ApiTags('periods')
@ApiBearerAuth()
@Controller('api/v1/periods/closings')
export class ClosingsController {
  constructor(
    @Inject(Closings) private readonly closings: Closings,
    @Inject(Revisions) private readonly revisions: Revisions,
  ) {}

  @Post()
  @Permit('periods.close')
  @Audited('periods.close', { subject: 'period', id: 'body.period', unit: 'body.unit' })
  @ApiOperation({ summary: 'Closes a period: keeps what every indicator says of it now' })
  @ApiCreatedResponse({ type: ClosingDto })
  async close(
    @FromCaller() caller: Caller,
    @Body() { unit, period, reason }: ClosePeriodDto,
  ): Promise<ClosingDto> {
    return closingView(await this.closings.close(caller, { unit, period, reason }));
  }

  @Get()
  @Permit('figures.read')
  @ApiOperation({ summary: 'Periods that were closed, the newest first' })
  @ApiOkResponse({ type: ClosingPageDto })
  list(@FromCaller() caller: Caller, @Query() query: ClosingsQuery): Promise<ClosingPageDto> {
    return this.revisions.list(caller, query);
  }

  @Get(':id')
  @Permit('figures.read')
  @ApiOperation({ summary: 'What was reported, what is known today, and what came in between' })
  @ApiOkResponse({ type: ClosingDetailDto })
  detail(@FromCaller() caller: Caller, @Param('id') id: string): Promise<ClosingDetailDto> {
    return this.revisions.detail(caller, closingId(id));
  }

  @Get(':id/causes')
  @Permit('figures.read')
  @ApiOperation({ summary: 'All record changes since a closing that can have moved one of its figures' })
  @ApiOkResponse({ type: CausePageDto })
  causes(
    @FromCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: CausesQuery,
  ): Promise<CausePageDto> {
    return this.revisions.causes(caller, closingId(id), query);
  }
}
