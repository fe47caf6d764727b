import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { canonicalJson, type Json } from '#core/kernel';
import { readReorganisation } from '#core/reorganisation';
import { Audited, NotAudited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { Database, listReorganisations } from '#platform/storage';
import { Directives } from '#features/guidance';
import { applyReorganisation, UnitTree } from '#features/units';
import {
  AppliedReorganisationDto,
  EffectsDto,
  PreviewQuery,
  ReorganisationDto,
  ReorganisationOutcomeDto,
} from './reorganisation.dto.js';
import { ReorganisationPreview, type Effects } from './reorganisation-preview.js';

/** Documents in one list: a city has one or two a year. */
const LISTED_MAX = 100;

@ApiTags('units')
@ApiBearerAuth()
@Permit('units.change')
@Controller('api/v1/units/reorganisations')
export class ReorganisationsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Directives) private readonly directives: Directives,
    @Inject(ReorganisationPreview) private readonly preview: ReorganisationPreview,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @NotAudited('changes nothing')
  @ApiOperation({ summary: 'What a reorganisation would do to units, records, logs, tokens and figures' })
  @ApiBody({ type: ReorganisationDto })
  @ApiOkResponse({ type: EffectsDto })
  effects(
    @FromCaller() caller: Caller,
    @Body() document: unknown,
    @Query() { indicators }: PreviewQuery,
  ): Promise<Effects> {
    return this.preview.effects(caller, document, indicators);
  }

  /** The same document again changes nothing and answers so. Every node below is told to apply it, too. */
  @Post()
  @HttpCode(200)
  @Audited('units.reorganise', { subject: 'day', id: 'body.effectiveOn' })
  @ApiOperation({ summary: 'Applies a reorganisation: whole, once, on any day before or after its own' })
  @ApiBody({ type: ReorganisationDto })
  @ApiOkResponse({ type: ReorganisationOutcomeDto })
  async apply(@FromCaller() caller: Caller, @Body() document: unknown): Promise<ReorganisationOutcomeDto> {
    const reorganisation = readReorganisation(document);
    this.preview.assertMay(caller, reorganisation);
    const { digest, plan } = await this.database.transaction(async (tx) => {
      const applied = await applyReorganisation(tx, document);
      const text = canonicalJson(reorganisation as unknown as Json);
      await this.directives.issueDocumentOnce(tx, 'reorganisation', text);
      return applied;
    });
    await this.tree.reload();
    return {
      digest,
      repeated: plan === undefined,
      opened: plan?.opened.length ?? 0,
      closed: plan?.closed.length ?? 0,
      renamed: plan?.renamed.length ?? 0,
    };
  }

  @Get()
  @ApiOperation({ summary: 'The reorganisations that have been applied here, the newest days first' })
  @ApiOkResponse({ type: [AppliedReorganisationDto] })
  async list(): Promise<AppliedReorganisationDto[]> {
    const rows = await listReorganisations(this.database.sql, LISTED_MAX);
    return rows.map(({ digest, effectiveOn, document, appliedAt }) => {
      return { digest, effectiveOn, appliedAt: appliedAt.toISOString(), document: document as object };
    });
  }
}
