import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { CurrentCatalogue } from '#features/ledger';
import { Board } from '../board/board.service.js';
import { Asking } from './asked.js';
import { BoardDto, BoardQuery } from './board.dto.js';
import { summaryOf } from './indicators.controller.js';

@ApiTags('indicators')
@ApiBearerAuth()
@Permit('figures.read')
@Controller('api/v1/board')
export class BoardController {
  constructor(
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Asking) private readonly asking: Asking,
    @Inject(Board) private readonly board: Board,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All indicators of a unit with their targets and certificates, from one moment' })
  @ApiOkResponse({ type: BoardDto })
  async read(@FromCaller() caller: Caller, @Query() query: BoardQuery): Promise<BoardDto> {
    const question = this.asking.question(caller, query);
    const rows = await this.board.read(question);
    return {
      unit: question.unit.code,
      unitName: question.unit.name,
      at: question.at,
      catalogue: this.current.catalogue.version,
      rows: rows.map(({ indicator, value, terms, unknown, reason, ...certificate }) => ({
        ...summaryOf(indicator),
        ...{ value, terms, unknown, reason, certificate },
      })),
    };
  }
}
