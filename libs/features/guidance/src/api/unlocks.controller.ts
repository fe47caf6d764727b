import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { ListDirectivesQuery } from './shared.dto.js';
import { UnlockDto, UnlockPageDto, UnlockPeriodDto } from './unlocks.dto.js';
import { Unlocks } from './unlocks.js';

@ApiTags('periods')
@ApiBearerAuth()
@Controller('api/v1/periods/unlocks')
export class UnlocksController {
  constructor(@Inject(Unlocks) private readonly unlocks: Unlocks) {}

  @Post()
  @Permit('periods.unlock')
  @Audited('periods.unlock', {
    subject: 'period',
    id: 'body.period',
    unit: 'body.unit',
    details: ['body.type', 'body.until'],
  })
  @ApiOperation({ summary: 'Opens a locked period again for the reports of one type of a unit below' })
  @ApiCreatedResponse({ type: UnlockDto })
  issue(@FromCaller() caller: Caller, @Body() { unit, ...body }: UnlockPeriodDto): Promise<UnlockDto> {
    return this.unlocks.issue(caller, unit, { ...body });
  }

  @Get()
  @Permit('guidance.read')
  @ApiOperation({ summary: 'Unlocks with who gave them, when and why, the newest first' })
  @ApiOkResponse({ type: UnlockPageDto })
  list(@FromCaller() caller: Caller, @Query() query: ListDirectivesQuery): Promise<UnlockPageDto> {
    return this.unlocks.list(caller, query);
  }
}
