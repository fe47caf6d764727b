import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { Database } from '#platform/storage';
import { CatalogueIssue } from '../issue/catalogue-issue.js';

export class IssuedCatalogueDto {
  @ApiProperty()
  readonly version!: string;

  @ApiProperty({ description: 'SHA-256 of the document’s canonical JSON, base64url' })
  readonly digest!: string;

  @ApiProperty({ description: 'True where this is the catalogue that was issued last' })
  readonly repeated!: boolean;
}

@ApiTags('guidance')
@ApiBearerAuth()
@Permit('catalogue.change')
@Controller('api/v1/catalogues')
export class CataloguesController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueIssue) private readonly issuing: CatalogueIssue,
  ) {}

  /** Also one that was in force before: it is issued again. Its effects are not shown; proposals do that. */
  @Post()
  @HttpCode(200)
  @Audited('catalogue.issue', { subject: 'catalogue', id: 'body.version' })
  @ApiOperation({ summary: 'Puts a catalogue in force here and at every node below' })
  @ApiBody({ schema: { type: 'object', additionalProperties: true } })
  @ApiOkResponse({ type: IssuedCatalogueDto })
  async issue(@FromCaller() caller: Caller, @Body() document: unknown): Promise<IssuedCatalogueDto> {
    this.issuing.assertMay(caller);
    const issued = await this.database.transaction((tx) => this.issuing.issue(tx, document));
    await this.issuing.takeOver();
    return issued;
  }
}
