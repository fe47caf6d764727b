import { Body, Controller, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { Jurisdiction } from '#features/units';
import { OpenPairingBody, PairingOfferDto, PairingViewDto } from './pairings.dto.js';
import { Pairings } from './pairings.js';

/** The operator's side of pairing: codes go out, requests are looked at and decided. */
@ApiTags('nodes')
@ApiBearerAuth()
@Permit('nodes.manage')
@Controller('api/v1/nodes/pairings')
export class PairingsController {
  constructor(
    @Inject(Pairings) private readonly pairings: Pairings,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  @Post()
  @Audited('pairings.open', {
    subject: 'unit',
    id: 'body.unit',
    unit: 'body.unit',
    details: ['body.replace'],
  })
  @ApiOperation({
    summary: 'Makes a code with which a unit’s node can be paired, good for a quarter of an hour',
  })
  @ApiCreatedResponse({ type: PairingOfferDto })
  open(
    @FromCaller() caller: Caller,
    @Body() { unit, replace = false }: OpenPairingBody,
  ): Promise<PairingOfferDto> {
    this.jurisdiction.assertScope(caller, unit);
    return this.pairings.open(unit, replace);
  }

  @Get()
  @ApiOperation({ summary: 'Codes and requests, the newest first' })
  @ApiOkResponse({ type: [PairingViewDto] })
  list(@FromCaller() caller: Caller): Promise<PairingViewDto[]> {
    return this.pairings.list(caller);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Audited('pairings.approve', { subject: 'pairing', id: 'params.id' })
  @ApiOperation({ summary: 'Lets the node in: issues its certificate' })
  @ApiOkResponse({ type: PairingViewDto })
  approve(@FromCaller() caller: Caller, @Param('id', ParseUUIDPipe) id: string): Promise<PairingViewDto> {
    return this.pairings.approve(caller, id);
  }

  @Post(':id/refuse')
  @HttpCode(200)
  @Audited('pairings.refuse', { subject: 'pairing', id: 'params.id' })
  @ApiOperation({ summary: 'Refuses the node, or takes a code back' })
  @ApiOkResponse({ type: PairingViewDto })
  refuse(@FromCaller() caller: Caller, @Param('id', ParseUUIDPipe) id: string): Promise<PairingViewDto> {
    return this.pairings.refuse(caller, id);
  }
}
