import { Controller, Get, Inject, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { writeSheet } from '#platform/sheets';
import { ApiSheetResponse, sheetFile } from '../sheet-file.js';
import { IndicatorSheetQuery, RecordsQuery } from './exports.dto.js';
import { IndicatorSheet } from './indicator-sheet.js';
import { RecordSheet } from './record-sheet.js';

@ApiTags('exports')
@ApiBearerAuth()
@Controller('api/v1/exports')
export class ExportsController {
  constructor(
    @Inject(RecordSheet) private readonly records: RecordSheet,
    @Inject(IndicatorSheet) private readonly indicators: IndicatorSheet,
  ) {}

  @Get('records')
  @Permit('records.export')
  @Audited('records.export', {
    subject: 'record-type',
    id: 'query.type',
    unit: 'query.unit',
    details: ['query.format', 'query.from', 'query.to', 'query.status'],
  })
  @ApiOperation({ summary: 'All records of one type as a sheet, which can be imported again' })
  @ApiSheetResponse()
  exportRecords(@FromCaller() caller: Caller, @Query() query: RecordsQuery): StreamableFile {
    const { type, from, to, status, format } = query;
    const { rows, title } = this.records.rows(caller, {
      type,
      unit: query.unit ?? caller.unit,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(status === undefined ? {} : { status }),
    });
    return sheetFile(writeSheet(format, [{ name: '数据', rows, headings: 1, frozen: 1 }]), format, title);
  }

  @Get('indicators/:code')
  @Permit('figures.read')
  @Audited('figures.export', {
    subject: 'indicator',
    id: 'params.code',
    unit: 'query.unit',
    details: ['query.format', 'query.period'],
  })
  @ApiOperation({
    summary: 'One indicator with the units right below as a sheet that says what its figures mean',
  })
  @ApiSheetResponse()
  async exportIndicator(
    @FromCaller() caller: Caller,
    @Param('code') code: string,
    @Query() { format, period, borders, unit, at }: IndicatorSheetQuery,
  ): Promise<StreamableFile> {
    const { rows, title } = await this.indicators.rows(caller, {
      code,
      period,
      borders,
      ...(unit === undefined ? {} : { unit }),
      ...(at === undefined ? {} : { at }),
    });
    return sheetFile(writeSheet(format, [{ name: '指标', rows, headings: 0 }]), format, title);
  }
}
