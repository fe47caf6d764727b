import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { CompletenessDto, CompletenessQuery, ToDoDto, UnitQuery } from './completeness.dto.js';
import { Completeness } from './completeness.js';

@ApiTags('periods')
@ApiBearerAuth()
@Permit('figures.read')
@Controller('api/v1/periods')
export class CompletenessController {
  constructor(@Inject(Completeness) private readonly completeness: Completeness) {}

  @Get('completeness')
  @ApiOperation({ summary: 'Which reports are there: counts for the units right below, by period' })
  @ApiOkResponse({ type: CompletenessDto })
  grid(@FromCaller() caller: Caller, @Query() query: CompletenessQuery): Promise<CompletenessDto> {
    return this.completeness.grid(caller, query);
  }

  @Get('obligations')
  @ApiOperation({
    summary: 'What is to be done: reports due soon, overdue or not declared, and records returned',
  })
  @ApiOkResponse({ type: ToDoDto })
  toDo(@FromCaller() caller: Caller, @Query() { unit }: UnitQuery): Promise<ToDoDto> {
    return this.completeness.toDo(caller, unit);
  }
}
