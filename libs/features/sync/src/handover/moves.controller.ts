import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { Jurisdiction } from '#features/units';
import { HandOvers, type MoveOffer } from './hand-overs.js';

export class MoveDto implements MoveOffer {
  @ApiProperty({ example: '140502001001' })
  readonly unit!: string;

  @ApiProperty({
    enum: ['out', 'back', null],
    nullable: true,
    type: String,
    description:
      '`out`: the unit’s machine may take its logs over by `adopt`; `back`: it may give them back by `adopt --back`',
  })
  readonly moving!: MoveOffer['moving'];

  @ApiProperty({ description: 'Logs of the unit that this node writes now' })
  readonly logs!: number;

  @ApiProperty({ description: 'Their entries' })
  readonly entries!: number;
}

const A_NODE = { subject: 'unit', id: 'params.unit', unit: 'params.unit' } as const;

/** The operator agrees that a unit gets a machine of its own, or gives it up. */
@ApiTags('nodes')
@ApiBearerAuth()
@Permit('nodes.manage')
@Controller('api/v1/nodes')
export class MovesController {
  constructor(
    @Inject(HandOvers) private readonly handOvers: HandOvers,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
  ) {}

  @Post(':unit/hand-over')
  @HttpCode(200)
  @Audited('nodes.hand-over', A_NODE)
  @ApiOperation({ summary: 'Lets the unit’s paired machine take over its logs from this host' })
  @ApiOkResponse({ type: MoveDto })
  handOver(@FromCaller() caller: Caller, @Param('unit') unit: string): Promise<MoveDto> {
    return this.offer(caller, unit, 'out');
  }

  @Post(':unit/take-back')
  @HttpCode(200)
  @Audited('nodes.take-back', A_NODE)
  @ApiOperation({ summary: 'Lets the unit’s machine give its logs back to this host' })
  @ApiOkResponse({ type: MoveDto })
  takeBack(@FromCaller() caller: Caller, @Param('unit') unit: string): Promise<MoveDto> {
    return this.offer(caller, unit, 'back');
  }

  @Post(':unit/stay')
  @HttpCode(200)
  @Audited('nodes.stay', A_NODE)
  @ApiOperation({ summary: 'Takes back what was agreed to, where nothing has moved yet' })
  @ApiOkResponse({ type: MoveDto })
  stay(@FromCaller() caller: Caller, @Param('unit') unit: string): Promise<MoveDto> {
    return this.offer(caller, unit, null);
  }

  private offer(caller: Caller, unit: string, moving: MoveOffer['moving']): Promise<MoveDto> {
    this.jurisdiction.assertScope(caller, unit);
    return this.handOvers.offer(unit, moving);
  }
}
