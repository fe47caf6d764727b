import { Body, Controller, Get, Inject, Param, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { correctUnit, Database, type UnitRow } from '#platform/storage';
import { Jurisdiction } from '../tree/jurisdiction.js';
import { UnitTree } from '../tree/unit-tree.js';
import { assertCorrectable, CorrectUnitBody } from './correct-unit.body.js';
import { unitDetail, UnitDetail, unitView, UnitView } from './unit-views.js';

@ApiTags('units')
@ApiBearerAuth()
@Permit('units.read')
@Controller('api/v1/units')
export class UnitsController {
  constructor(
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Database) private readonly database: Database,
  ) {}

  /** The unit with its path. The names of the units above it are no secret. */
  @Get(':code')
  @ApiOperation({ summary: 'One unit with the names of those above it' })
  @ApiOkResponse({ type: UnitDetail })
  show(@FromCaller() caller: Caller, @Param('code') code: string): UnitDetail {
    return unitDetail(this.tree, this.inScope(caller, code));
  }

  @Get(':code/children')
  @ApiOperation({ summary: 'The units right below a unit' })
  @ApiOkResponse({ type: [UnitView] })
  children(@FromCaller() caller: Caller, @Param('code') code: string): UnitView[] {
    const unit = this.inScope(caller, code);
    return this.tree.children(unit.code).map((child) => unitView(this.tree, child));
  }

  /** Corrects what the code suggests. Later loads of the tree leave the correction alone. */
  @Patch(':code')
  @Permit('units.change')
  @Audited('units.correct', {
    subject: 'unit',
    id: 'params.code',
    unit: 'params.code',
    details: ['body.kind', 'body.seat'],
  })
  @ApiOperation({
    summary: 'Corrects what a unit’s code suggests: urban or rural, seat of the county or not',
  })
  @ApiOkResponse({ type: UnitDetail })
  async correct(
    @FromCaller() caller: Caller,
    @Param('code') code: string,
    @Body() body: CorrectUnitBody,
  ): Promise<UnitDetail> {
    assertCorrectable(this.inScope(caller, code), body);
    await this.database.transaction((tx) => correctUnit(tx, code, body));
    await this.tree.reload();
    return unitDetail(this.tree, this.tree.require(code));
  }

  private inScope(caller: Caller, code: string): UnitRow {
    const unit = this.tree.require(code);
    this.jurisdiction.assertScope(caller, unit.code);
    return unit;
  }
}
