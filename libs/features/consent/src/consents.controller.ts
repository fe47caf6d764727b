import { Controller, Delete, Get, HttpCode, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { Audited } from '#platform/audit';
import { ForWholeNode, Permit } from '#platform/identity';
import { Database, openConsents, withdrawConsent } from '#platform/storage';
import { GRAVE_ACTIONS, type GraveAction } from './two-persons.js';

/** More at a time are not grave any more. */
const LIST_MAX = 100;

export class ConsentDto {
  @ApiProperty()
  id!: string;

  @ApiProperty({ enum: Object.keys(GRAVE_ACTIONS) })
  action!: string;

  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What exactly is asked for' })
  subject!: object;

  @ApiProperty()
  askedBy!: string;

  @ApiProperty()
  askedAt!: string;

  @ApiProperty({ description: 'Forgotten then, if nobody seconds it' })
  until!: string;
}

@ApiTags('operations')
@ApiBearerAuth()
@Permit('operations.act')
@ForWholeNode()
@Controller('api/v1/operations/consents')
export class ConsentsController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'What waits for a second person to ask for the same' })
  @ApiOkResponse({ type: [ConsentDto] })
  async list(): Promise<ConsentDto[]> {
    const rows = await openConsents(this.database.sql, LIST_MAX);
    return rows.map(({ id, action, subject, askedBy, askedAt, until }) => ({
      ...{ id, action, ...GRAVE_ACTIONS[action as GraveAction], subject, askedBy },
      ...{ askedAt: askedAt.toISOString(), until: until.toISOString() },
    }));
  }

  @Delete(':id')
  @HttpCode(204)
  @Audited('consents.withdraw', { subject: 'consent', id: 'params.id' })
  @ApiOperation({ summary: 'Withdraws what one person has asked for, whoever that was' })
  @ApiNoContentResponse()
  async withdraw(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    const withdrawn = await this.database.transaction((tx) => withdrawConsent(tx, id));
    if (!withdrawn) throw new SilianError('not_found');
  }
}
