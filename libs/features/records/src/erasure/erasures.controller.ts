import { Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SilianError } from '#core/kernel';
import { Audited, AuditedSearch, PURPOSE_HEADER, purposeOf } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { WrittenRecordDto } from '../records.responses.js';
import type { WrittenRecord } from '../write/operation.js';
import {
  EraseRecordBody,
  ErasePersonBody,
  PersonErasureDto,
  PersonQueryBody,
  PersonRecordsDto,
} from './erasures.dto.js';
import { recordId } from '../write/record-id.js';
import { Erasures, type PersonErasure } from './erasures.js';
import { PersonRecords } from './person-records.js';

/** What persons may demand of whoever keeps their data: to be told, and to be erased. */
@ApiTags('persons')
@ApiBearerAuth()
@Controller('api/v1')
export class ErasuresController {
  constructor(
    @Inject(Erasures) private readonly erasures: Erasures,
    @Inject(PersonRecords) private readonly persons: PersonRecords,
  ) {}

  @Post('persons/search')
  @HttpCode(200)
  @Permit('persons.search')
  @AuditedSearch('persons.search')
  @ApiOperation({ summary: 'The records that name a person; takes a purpose, in the header X-Purpose' })
  @ApiOkResponse({ type: PersonRecordsDto })
  async search(
    @FromCaller() caller: Caller,
    @Body() query: PersonQueryBody,
    @Headers(PURPOSE_HEADER) purpose: string | undefined,
  ): Promise<PersonRecordsDto> {
    if (purposeOf({ [PURPOSE_HEADER]: purpose }) === undefined) throw new SilianError('purpose_missing');
    const { rows, more } = await this.persons.find(caller, query);
    return { records: this.persons.view(caller, rows), more };
  }

  @Post('persons/erasure')
  @HttpCode(200)
  @Permit('persons.erase')
  @Audited('persons.erase', { details: ['body.ground'] })
  @ApiOperation({
    summary: 'Erases a person from all records that this node enters, at every tier; they go on counting',
  })
  @ApiOkResponse({ type: PersonErasureDto })
  erasePerson(@FromCaller() caller: Caller, @Body() body: ErasePersonBody): Promise<PersonErasure> {
    const { ground, ...query } = body;
    return this.erasures.erasePerson(caller, query, ground);
  }

  @Post('records/:record/erasure')
  @HttpCode(200)
  @Permit('persons.erase')
  @Audited('records.erase', { subject: 'record', id: 'params.record', details: ['body.ground'] })
  @ApiOperation({ summary: 'Erases the person of one record, at every tier; it goes on counting' })
  @ApiOkResponse({ type: WrittenRecordDto })
  eraseRecord(
    @FromCaller() caller: Caller,
    @Param('record') record: string,
    @Body() body: EraseRecordBody,
  ): Promise<WrittenRecord> {
    return this.erasures.eraseRecord(caller, recordId(record), body);
  }
}
