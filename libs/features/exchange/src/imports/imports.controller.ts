import type { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Req,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { SilianError, UUID } from '#core/kernel';
import { Audited, NotAudited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { SHEET_MEDIA_TYPES } from '#platform/sheets';
import { CurrentCatalogue } from '#features/ledger';
import { ApiSheetResponse, sheetFile } from '../sheet-file.js';
import { writeTemplate } from '../form/template.js';
import {
  CommitDto,
  ImportDto,
  MappingDto,
  ResultQuery,
  TemplateQuery,
  UploadQuery,
  WrongRowDto,
  WrongRowsQuery,
} from './imports.dto.js';
import { Imports } from './imports.service.js';
import { ResultSheet } from './result-sheet.js';

function importId(value: string): string {
  if (!UUID.test(value)) throw new SilianError('import_unknown');
  return value;
}

const AN_IMPORT = { subject: 'import', id: 'params.import' } as const;

const NO_RECORD_YET = 'nothing becomes a record before it is committed';

const COUNTS_ONLY = 'shows counts and headings';

@ApiTags('imports')
@ApiBearerAuth()
@Permit('records.import')
@Controller('api/v1/imports')
export class ImportsController {
  constructor(
    @Inject(Imports) private readonly imports: Imports,
    @Inject(ResultSheet) private readonly result: ResultSheet,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
  ) {}

  @Post()
  @NotAudited(NO_RECORD_YET)
  @ApiOperation({ summary: 'Uploads a sheet, CSV or XLSX, as the body; nothing of it becomes a record yet' })
  @ApiConsumes(...Object.values(SHEET_MEDIA_TYPES), 'application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ type: ImportDto })
  upload(
    @FromCaller() caller: Caller,
    @Query() query: UploadQuery,
    @Req() { body, raw }: { readonly body?: unknown; readonly raw: Readable },
  ): Promise<ImportDto> {
    // What has been read as JSON is no sheet.
    if (body !== undefined) throw new SilianError('media_type_unsupported');
    const { type, name: fileName, unit, sheet } = query;
    const about = {
      type,
      fileName,
      ...(unit === undefined ? {} : { unit }),
      ...(sheet === undefined ? {} : { sheet }),
    };
    return this.imports.upload(caller, about, raw);
  }

  @Get()
  @NotAudited(COUNTS_ONLY)
  @ApiOperation({ summary: 'The sheets that the caller’s unit has uploaded, newest first' })
  @ApiOkResponse({ type: [ImportDto] })
  list(@FromCaller() caller: Caller): Promise<ImportDto[]> {
    return this.imports.list(caller);
  }

  @Get('template')
  @NotAudited('shows the catalogue')
  @ApiOperation({ summary: 'An empty sheet of one record type, with an explanation of its columns' })
  @ApiSheetResponse()
  template(@Query() { type: code, format }: TemplateQuery): StreamableFile {
    const { catalogue } = this.current;
    const type = catalogue.types.get(code);
    if (!type) throw new SilianError('type_unknown', { type: code });
    return sheetFile(writeTemplate(type, catalogue, format), format, `${type.zh}-模板`);
  }

  @Get(':import')
  @NotAudited(COUNTS_ONLY)
  @ApiOperation({ summary: 'How far an import is' })
  @ApiOkResponse({ type: ImportDto })
  read(@FromCaller() caller: Caller, @Param('import') id: string): Promise<ImportDto> {
    return this.imports.read(caller, importId(id));
  }

  @Put(':import/mapping')
  @NotAudited(NO_RECORD_YET)
  @ApiOperation({
    summary: 'Says which column holds what; remembered for the next sheet with these headings',
  })
  @ApiOkResponse({ type: ImportDto })
  map(
    @FromCaller() caller: Caller,
    @Param('import') id: string,
    @Body() body: MappingDto,
  ): Promise<ImportDto> {
    return this.imports.map(caller, importId(id), body);
  }

  @Post(':import/check')
  @HttpCode(202)
  @NotAudited(NO_RECORD_YET)
  @ApiOperation({ summary: 'Compares every row with what is stored; writes nothing' })
  @ApiAcceptedResponse({ type: ImportDto })
  check(@FromCaller() caller: Caller, @Param('import') id: string): Promise<ImportDto> {
    return this.imports.check(caller, importId(id));
  }

  @Post(':import/commit')
  @HttpCode(202)
  @Audited('imports.commit', { ...AN_IMPORT, details: ['body.wrong'] })
  @ApiOperation({ summary: 'Writes the sound rows as records' })
  @ApiAcceptedResponse({ type: ImportDto })
  commit(
    @FromCaller() caller: Caller,
    @Param('import') id: string,
    @Body() body: CommitDto,
  ): Promise<ImportDto> {
    return this.imports.commit(caller, importId(id), body.wrong);
  }

  @Post(':import/cancel')
  @HttpCode(200)
  @Audited('imports.cancel', AN_IMPORT)
  @ApiOperation({ summary: 'Stops a check or a writing; what has been written stays' })
  @ApiOkResponse({ type: ImportDto })
  cancel(@FromCaller() caller: Caller, @Param('import') id: string): Promise<ImportDto> {
    return this.imports.cancel(caller, importId(id));
  }

  @Get(':import/errors')
  @NotAudited('names fields and never what stands in them')
  @ApiOperation({ summary: 'Wrong rows with their errors, a hundred at a time' })
  @ApiOkResponse({ type: [WrongRowDto] })
  errors(
    @FromCaller() caller: Caller,
    @Param('import') id: string,
    @Query() { after }: WrongRowsQuery,
  ): Promise<WrongRowDto[]> {
    return this.imports.wrongRows(caller, importId(id), after);
  }

  @Get(':import/result')
  @Audited('imports.read', { ...AN_IMPORT, details: ['query.rows'] })
  @ApiOperation({ summary: 'The sheet as it came, with each row’s errors and warnings in its last columns' })
  @ApiSheetResponse()
  async resultSheet(
    @FromCaller() caller: Caller,
    @Param('import') id: string,
    @Query() { rows }: ResultQuery,
  ): Promise<StreamableFile> {
    const item = await this.imports.require(caller, importId(id));
    return sheetFile(this.result.write(item, rows), item.format, '导入结果');
  }

  @Delete(':import')
  @HttpCode(204)
  @Audited('imports.remove', AN_IMPORT)
  @ApiOperation({ summary: 'Forgets an uploaded sheet; records that came of it stay' })
  @ApiNoContentResponse()
  remove(@FromCaller() caller: Caller, @Param('import') id: string): Promise<void> {
    return this.imports.remove(caller, importId(id));
  }
}
