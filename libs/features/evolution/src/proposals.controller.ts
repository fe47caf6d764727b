import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { SilianError, UUID } from '#core/kernel';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { IssuedCatalogueDto } from '#features/guidance';
import { Asking } from '#features/reporting';
import { EffectPreview, type Effect } from './effect-preview.js';
import { Proposals } from './proposals.js';
import {
  EffectDto,
  EffectQuery,
  ListedProposalDto,
  ProposalDetailDto,
  StepReasonDto,
} from './proposals.dto.js';
import { detailView, listedView } from './proposal-view.js';

function proposalId(value: string): string {
  if (!UUID.test(value)) throw new SilianError('proposal_unknown');
  return value;
}

const A_PROPOSAL = { subject: 'proposal', id: 'params.id' } as const;

@ApiTags('catalogues')
@ApiBearerAuth()
@Permit('catalogue.change')
@Controller('api/v1/catalogues/proposals')
export class ProposalsController {
  constructor(
    @Inject(Proposals) private readonly proposals: Proposals,
    @Inject(EffectPreview) private readonly preview: EffectPreview,
    @Inject(Asking) private readonly asking: Asking,
  ) {}

  /** Nothing is in force by it. */
  @Post()
  @Audited('catalogue.propose', { subject: 'catalogue', id: 'body.version' })
  @ApiOperation({ summary: 'Proposes a catalogue: it is checked, compared with the one in force, and kept' })
  @ApiBody({ schema: { type: 'object', additionalProperties: true } })
  @ApiCreatedResponse({ type: ProposalDetailDto })
  async propose(@FromCaller() caller: Caller, @Body() document: unknown): Promise<ProposalDetailDto> {
    return detailView(await this.proposals.propose(caller, document));
  }

  @Get()
  @ApiOperation({ summary: 'Proposed catalogues, the newest first' })
  @ApiOkResponse({ type: [ListedProposalDto] })
  async list(): Promise<ListedProposalDto[]> {
    return (await this.proposals.list()).map(listedView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'What a proposed catalogue changes, what it asks twice, and what became of it' })
  @ApiOkResponse({ type: ProposalDetailDto })
  async detail(@Param('id') id: string): Promise<ProposalDetailDto> {
    return detailView(await this.proposals.detail(proposalId(id)));
  }

  @Get(':id/effect')
  @ApiOperation({ summary: 'The indicators of a unit with the catalogue in force and with the proposed one' })
  @ApiOkResponse({ type: EffectDto })
  async effect(
    @FromCaller() caller: Caller,
    @Param('id') id: string,
    @Query() { unit, at, period }: EffectQuery,
  ): Promise<Effect> {
    const proposed = await this.proposals.catalogueOf(proposalId(id));
    const asked = { ...(unit !== undefined && { unit }), ...(at !== undefined && { at }) };
    const question = this.asking.question(caller, { ...asked, period, borders: 'reported' });
    return this.preview.preview(proposed, question);
  }

  @Post(':id/sign')
  @HttpCode(200)
  @Audited('catalogue.sign', A_PROPOSAL)
  @ApiOperation({ summary: 'Signs a proposed catalogue and sends it down' })
  @ApiOkResponse({ type: IssuedCatalogueDto })
  sign(
    @FromCaller() caller: Caller,
    @Param('id') id: string,
    @Body() { reason }: StepReasonDto,
  ): Promise<IssuedCatalogueDto> {
    return this.proposals.sign(caller, proposalId(id), reason);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @Audited('catalogue.withdraw', A_PROPOSAL)
  @ApiOperation({ summary: 'Withdraws a proposed catalogue; it stays to be read' })
  @ApiOkResponse({ type: ProposalDetailDto })
  async withdraw(
    @FromCaller() caller: Caller,
    @Param('id') id: string,
    @Body() { reason }: StepReasonDto,
  ): Promise<ProposalDetailDto> {
    return detailView(await this.proposals.withdraw(caller, proposalId(id), reason));
  }
}
