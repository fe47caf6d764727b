import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { Database, findRecords } from '#platform/storage';
import { Jurisdiction } from '#features/units';
import { KINDS } from '../kinds/kinds.js';
import { AssignDto, AssignmentDto, AssignmentPageDto } from './assignments.dto.js';
import { Desk } from './desk.js';
import { ListDirectivesQuery } from './shared.dto.js';

@ApiTags('guidance')
@ApiBearerAuth()
@Permit('records.assign')
@Controller('api/v1/assignments')
export class AssignmentsController {
  constructor(
    @Inject(Desk) private readonly desk: Desk,
    @Inject(Database) private readonly database: Database,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  @Post()
  @Audited('records.assign', {
    subject: 'record',
    id: 'body.record',
    unit: 'body.unit',
    details: ['body.due'],
  })
  @ApiOperation({ summary: 'Assigns a request to a unit that is to settle it' })
  @ApiCreatedResponse({ type: AssignmentDto })
  async assign(@FromCaller() caller: Caller, @Body() body: AssignDto): Promise<AssignmentDto> {
    const { unit: addressee, record = null, reference = null, due, note = null } = body;
    const assignment = KINDS.assignment.read({ record, reference, due, note });
    if (assignment.record !== null) await this.assertRecord(caller, assignment.record);
    return this.desk.issue(caller, { kind: 'assignment', addressee, body: assignment });
  }

  @Get()
  @ApiOperation({
    summary: 'Requests that were assigned to the caller’s unit or to those below, the newest first',
  })
  @ApiOkResponse({ type: AssignmentPageDto })
  async list(@FromCaller() caller: Caller, @Query() query: ListDirectivesQuery): Promise<AssignmentPageDto> {
    const { items, next } = await this.desk.list(caller, 'assignment', query);
    return { assignments: items, next };
  }

  private async assertRecord(caller: Caller, record: string): Promise<void> {
    const [row] = await findRecords(this.database.sql, [record]);
    if (!row) throw new SilianError('record_unknown');
    this.jurisdiction.assertScope(caller, row.unit);
  }
}
