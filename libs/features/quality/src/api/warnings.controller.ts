import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { Acknowledgements } from './acknowledgements.js';
import { AcknowledgeDto, WarningDto, WarningPageDto, WarningsQuery } from './warnings.dto.js';
import { Warnings } from './warnings.js';

@ApiTags('quality')
@ApiBearerAuth()
@Permit('quality.review')
@Controller('api/v1/quality')
export class WarningsController {
  constructor(
    @Inject(Warnings) private readonly warnings: Warnings,
    @Inject(Acknowledgements) private readonly acknowledgements: Acknowledgements,
  ) {}

  @Get('warnings')
  @ApiOperation({ summary: 'What is worth a second look among the records below a unit' })
  @ApiOkResponse({ type: WarningPageDto })
  list(@FromCaller() caller: Caller, @Query() query: WarningsQuery): Promise<WarningPageDto> {
    return this.warnings.list(caller, { ...query, unit: query.unit ?? caller.unit });
  }

  @Post('acknowledgements')
  @Audited('warnings.acknowledge', {
    subject: 'record',
    id: 'body.record',
    details: ['body.version', 'body.code', 'body.field'],
  })
  @ApiOperation({ summary: 'Says that a warning was looked at, and why the record is right' })
  @ApiCreatedResponse({ type: WarningDto })
  acknowledge(@FromCaller() caller: Caller, @Body() body: AcknowledgeDto): Promise<WarningDto> {
    return this.acknowledgements.give(caller, body);
  }
}
