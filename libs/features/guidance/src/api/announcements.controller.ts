import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { AnnounceDto, AnnouncementDto, AnnouncementPageDto } from './announcements.dto.js';
import { Desk } from './desk.js';
import { ListDirectivesQuery } from './shared.dto.js';

@ApiTags('guidance')
@ApiBearerAuth()
@Controller('api/v1/announcements')
export class AnnouncementsController {
  constructor(
    @Inject(Desk) private readonly desk: Desk,
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
  ) {}

  @Post()
  @Permit('announcements.publish')
  @Audited('announcements.publish', {
    unit: 'body.unit',
    details: ['body.validFrom', 'body.validUntil'],
  })
  @ApiOperation({ summary: 'Tells something to a unit and to everything below it' })
  @ApiCreatedResponse({ type: AnnouncementDto })
  announce(@FromCaller() caller: Caller, @Body() body: AnnounceDto): Promise<AnnouncementDto> {
    const { unit: addressee = this.config.unit, title, text, validFrom, validUntil = null } = body;
    const announcement = { title, text, validFrom, validUntil };
    return this.desk.issue(caller, { kind: 'announcement', addressee, body: announcement });
  }

  @Get()
  @Permit('guidance.read')
  @ApiOperation({
    summary: 'What was announced to the caller’s unit, by whichever unit above, the newest first',
  })
  @ApiOkResponse({ type: AnnouncementPageDto })
  async list(
    @FromCaller() caller: Caller,
    @Query() query: ListDirectivesQuery,
  ): Promise<AnnouncementPageDto> {
    const { items, next } = await this.desk.list(caller, 'announcement', query);
    return { announcements: items, next };
  }
}
