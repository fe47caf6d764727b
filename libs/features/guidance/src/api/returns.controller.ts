import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { ReturnDto, ReturnPageDto, ReturnRecordDto } from './returns.dto.js';
import { Returns } from './returns.js';
import { ListDirectivesQuery } from './shared.dto.js';

@ApiTags('guidance')
@ApiBearerAuth()
@Permit('records.return')
@Controller('api/v1/returns')
export class ReturnsController {
  constructor(@Inject(Returns) private readonly returns: Returns) {}

  @Post()
  @Audited('records.return', {
    subject: 'record',
    id: 'body.record',
    details: ['body.version', 'body.deadline'],
  })
  @ApiOperation({ summary: 'Asks the unit that entered a record to correct it' })
  @ApiCreatedResponse({ type: ReturnDto })
  issue(@FromCaller() caller: Caller, @Body() body: ReturnRecordDto): Promise<ReturnDto> {
    return this.returns.issue(caller, { ...body });
  }

  @Get()
  @ApiOperation({ summary: 'Records that are to be corrected, or were, the newest first' })
  @ApiOkResponse({ type: ReturnPageDto })
  list(@FromCaller() caller: Caller, @Query() query: ListDirectivesQuery): Promise<ReturnPageDto> {
    return this.returns.list(caller, query);
  }
}
