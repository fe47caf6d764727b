import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isDay, SilianError } from '#core/kernel';
import { AuditedLook, NotAudited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { RecordReader } from './read/record-reader.js';
import {
  CorrectRecordDto,
  CreateBatchDto,
  CreateRecordDto,
  DeleteRecordQuery,
  ListRecordsQuery,
} from './records.dto.js';
import { BatchResultDto, RecordDetailDto, RecordPageDto, WrittenRecordDto } from './records.responses.js';
import type { WrittenRecord } from './write/operation.js';
import { recordId } from './write/record-id.js';
import { RecordWriter } from './write/record-writer.js';

/** Why nothing is written down of an entry: its log is the trail, chained and signed. */
const THE_LOG = 'the log itself is the trail';

@ApiTags('records')
@ApiBearerAuth()
@Controller('api/v1/records')
export class RecordsController {
  constructor(
    @Inject(RecordWriter) private readonly writer: RecordWriter,
    @Inject(RecordReader) private readonly reader: RecordReader,
  ) {}

  @Post()
  @Permit('records.write')
  @NotAudited(THE_LOG)
  @ApiOperation({ summary: 'Enters one record' })
  @ApiCreatedResponse({ type: WrittenRecordDto })
  create(@FromCaller() caller: Caller, @Body() body: CreateRecordDto): Promise<WrittenRecord> {
    return this.writer.writeOne(caller, { op: 'create', ...body });
  }

  @Post('batch')
  @HttpCode(200)
  @Permit('records.write')
  @NotAudited(THE_LOG)
  @ApiOperation({
    summary: 'Enters up to 500 records: the sound ones are saved, the others come back with errors',
  })
  @ApiOkResponse({ type: BatchResultDto })
  async createBatch(@FromCaller() caller: Caller, @Body() body: CreateBatchDto): Promise<BatchResultDto> {
    const operations = body.records.map((record) => ({ op: 'create' as const, ...record }));
    const outcomes = await this.writer.write(caller, operations);
    const result: BatchResultDto = { saved: [], rejected: [] };
    for (const [index, outcome] of outcomes.entries()) {
      if ('error' in outcome) {
        const { code, text, details } = outcome.error;
        result.rejected.push({ index, code, message: text, details });
      } else result.saved.push({ ...outcome, warnings: [...outcome.warnings] });
    }
    return result;
  }

  @Get()
  @Permit('records.read')
  @AuditedLook('records.read', { details: ['query.status'] })
  @ApiOperation({ summary: 'Lists records of one type, newest first within each unit' })
  @ApiOkResponse({ type: RecordPageDto })
  list(@FromCaller() caller: Caller, @Query() query: ListRecordsQuery): ReturnType<RecordReader['list']> {
    const { type, limit, status, cursor, from, to } = query;
    for (const [field, day] of Object.entries({ from, to })) {
      if (day === undefined || isDay(day)) continue;
      throw new SilianError('query_invalid', {}, [{ field, rules: ['must be a day that exists'] }]);
    }
    return this.reader.list(caller, {
      type,
      limit,
      unit: query.unit ?? caller.unit,
      filters: (query.filter ?? []).map(splitFilter),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(status === undefined ? {} : { status }),
      ...(cursor === undefined ? {} : { cursor }),
    });
  }

  @Get(':record')
  @Permit('records.read')
  @AuditedLook('records.read', { subject: 'record', id: 'params.record' })
  @ApiOperation({ summary: 'One record with its history' })
  @ApiOkResponse({ type: RecordDetailDto })
  read(@FromCaller() caller: Caller, @Param('record') record: string): ReturnType<RecordReader['detail']> {
    return this.reader.detail(caller, recordId(record));
  }

  @Put(':record')
  @Permit('records.write')
  @NotAudited(THE_LOG)
  @ApiOperation({ summary: 'Corrects a record: a new version; the old one stays as history' })
  @ApiOkResponse({ type: WrittenRecordDto })
  correct(
    @FromCaller() caller: Caller,
    @Param('record') record: string,
    @Body() body: CorrectRecordDto,
  ): Promise<WrittenRecord> {
    return this.writer.writeOne(caller, { op: 'correct', record: recordId(record), ...body });
  }

  @Delete(':record')
  @Permit('records.write')
  @NotAudited(THE_LOG)
  @ApiOperation({ summary: 'Withdraws a record: it no longer counts; its history stays' })
  @ApiOkResponse({ type: WrittenRecordDto })
  remove(
    @FromCaller() caller: Caller,
    @Param('record') record: string,
    @Query() query: DeleteRecordQuery,
  ): Promise<WrittenRecord> {
    return this.writer.writeOne(caller, { op: 'delete', record: recordId(record), ...query });
  }
}

function splitFilter(filter: string): readonly [string, string] {
  const colon = filter.indexOf(':');
  return [filter.slice(0, colon), filter.slice(colon + 1)];
}
