import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { canonicalJson, SilianError, type Json } from '#core/kernel';
import { digest } from '#core/protocol';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { FromCaller, Roles, type Caller } from '#platform/identity';
import { Database, lastApplied } from '#platform/storage';
import { activateDocument } from '#features/ledger';
import { Catalogues } from '../apply/catalogues.js';
import { Directives } from '../issue/directives.js';
import { Desk } from './desk.js';

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
@Roles('administrator')
@Controller('api/v1/catalogues')
export class CataloguesController {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(Desk) private readonly desk: Desk,
    @Inject(Directives) private readonly directives: Directives,
    @Inject(Catalogues) private readonly catalogues: Catalogues,
  ) {}

  /** Also one that was in force before: it is issued again. */
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Puts a catalogue in force here and at every node below' })
  @ApiBody({ schema: { type: 'object', additionalProperties: true } })
  @ApiOkResponse({ type: IssuedCatalogueDto })
  async issue(@FromCaller() caller: Caller, @Body() document: unknown): Promise<IssuedCatalogueDto> {
    this.desk.assertSpeaks(caller);
    if (this.config.profile.parent) throw new SilianError('catalogue_from_above');
    const issued = await this.database.transaction(async (tx) => {
      const { version } = await activateDocument(tx, document);
      const text = canonicalJson(document as Json);
      const last = await lastApplied(tx, 'catalogue');
      const repeated = last?.blob === digest(text);
      if (!repeated) await this.directives.issueDocument(tx, 'catalogue', text);
      return { version, digest: digest(text), repeated };
    });
    await this.catalogues.takeOver();
    return issued;
  }
}
