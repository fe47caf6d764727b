import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { addDays, isDay, SilianError, type Day } from '#core/kernel';
import { AuditedSearch } from '#platform/audit';
import { Clock } from '#platform/config';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { TrailSearch } from './trail-search.js';
import { TrailPageDto, TrailSearchQuery } from './trail.dto.js';

@ApiTags('audit')
@ApiBearerAuth()
@Permit('audit.read')
@Controller('api/v1/audit')
export class TrailController {
  constructor(
    @Inject(TrailSearch) private readonly trail: TrailSearch,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Get()
  @AuditedSearch('audit.read', {
    subject: 'trail',
    id: 'query.subject',
    unit: 'query.unit',
    details: ['query.action', 'query.outcome', 'query.from', 'query.to'],
  })
  @ApiOperation({
    summary: 'What people did at this node, saw of persons and were refused, the newest first',
  })
  @ApiOkResponse({ type: TrailPageDto })
  search(@FromCaller() caller: Caller, @Query() query: TrailSearchQuery): Promise<TrailPageDto> {
    const { unit = caller.unit, from: first, to: last, ...asked } = query;
    const [from, to] = [dayOf('from', first), dayOf('to', last)];
    return this.trail.search(caller, {
      ...asked,
      unit,
      ...(from === undefined ? {} : { from: this.endOf(addDays(from, -1)) }),
      ...(to === undefined ? {} : { before: this.endOf(to) }),
    });
  }

  private endOf(day: Day): string {
    return this.clock.endOf(day).toISOString();
  }
}

function dayOf(field: string, day: string | undefined): Day | undefined {
  if (day === undefined || isDay(day)) return day;
  throw new SilianError('query_invalid', {}, [{ field, rules: ['must be a day that exists'] }]);
}
