import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { CurrentCatalogue } from '#features/ledger';
import { Allocations } from './allocation.js';
import { Desk } from './desk.js';
import { ListDirectivesQuery } from './shared.dto.js';
import { AllocateTargetDto, AllocationDto, SetTargetDto, TargetDto, TargetPageDto } from './targets.dto.js';

@ApiTags('guidance')
@ApiBearerAuth()
@Controller('api/v1/targets')
export class TargetsController {
  constructor(
    @Inject(Desk) private readonly desk: Desk,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Allocations) private readonly allocations: Allocations,
  ) {}

  @Post()
  @Permit('targets.set')
  @Audited('targets.set', {
    subject: 'indicator',
    id: 'body.indicator',
    unit: 'body.unit',
    details: ['body.period', 'body.value'],
  })
  @ApiOperation({
    summary: 'Sets what a unit is to reach of an indicator in a period; a newer target replaces it',
  })
  @ApiCreatedResponse({ type: TargetDto })
  async set(@FromCaller() caller: Caller, @Body() { unit, ...body }: SetTargetDto): Promise<TargetDto> {
    const { indicator: code } = body;
    if (!this.current.catalogue.indicators.has(code)) throw new SilianError('indicator_unknown', { code });
    return this.desk.issue(caller, { kind: 'target', addressee: unit, body: { ...body } });
  }

  @Post('allocations')
  @Permit('targets.set')
  @Audited('targets.allocate', {
    subject: 'indicator',
    id: 'body.indicator',
    details: ['body.period', 'body.value'],
  })
  @ApiOperation({ summary: 'Shares out a target among the units right below; the shares add up to it' })
  @ApiCreatedResponse({ type: AllocationDto })
  async allocate(@FromCaller() caller: Caller, @Body() body: AllocateTargetDto): Promise<AllocationDto> {
    return { targets: await this.allocations.give(caller, body) };
  }

  @Get()
  @Permit('guidance.read')
  @ApiOperation({
    summary: 'The targets of the caller’s unit, of those above it and of those below, the newest first',
  })
  @ApiOkResponse({ type: TargetPageDto })
  async list(@FromCaller() caller: Caller, @Query() query: ListDirectivesQuery): Promise<TargetPageDto> {
    const { items, next } = await this.desk.list(caller, 'target', query);
    return { targets: items, next };
  }
}
