import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { ForWholeNode, Permit } from '#platform/identity';
import { Queues } from '#platform/queues';
import { clearRefusals, Database } from '#platform/storage';
import { ChainAudit, Recount } from '#features/ledger';
import { AuditDto, RecountDto, RetryDto, StatusDto } from './operations.responses.js';
import { RecountProgressDto, recountView } from './recount.dto.js';
import { Status } from './status.service.js';

@ApiTags('operations')
@ApiBearerAuth()
@Permit('operations.act')
@Controller('api/v1/operations')
export class OperationsController {
  constructor(
    @Inject(Status) private readonly status: Status,
    @Inject(Recount) private readonly recount: Recount,
    @Inject(ChainAudit) private readonly chainAudit: ChainAudit,
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
  ) {}

  @Get('status')
  @Permit('operations.read')
  @ApiOperation({ summary: 'The node, its records, its link and its queues' })
  @ApiOkResponse({ type: StatusDto })
  read(): Promise<StatusDto> {
    return this.status.read();
  }

  @Post('audit')
  @ForWholeNode()
  @HttpCode(200)
  @Audited('operations.audit')
  @ApiOperation({ summary: 'Hashes every log again and recounts every cell; changes nothing' })
  @ApiOkResponse({ type: AuditDto })
  async audit(): Promise<AuditDto> {
    const chain = await this.chainAudit.run();
    const recount = await this.recount.compare();
    const recountOk = recount.differences === 0 && recount.misindexed === 0;
    return { chainOk: chain.faults.length === 0, recountOk, chain, recount };
  }

  @Get('recount')
  @Permit('operations.read')
  @ApiOperation({ summary: 'How far the counting with the catalogue in force is' })
  @ApiOkResponse({ type: RecountProgressDto })
  async progress(): Promise<RecountProgressDto> {
    return recountView(await this.recount.progress());
  }

  @Post('recount')
  @ForWholeNode()
  @HttpCode(200)
  @Audited('operations.recount')
  @ApiOperation({
    summary:
      'Judges again what is held back, and counts anew the terms whose cells are not what the log says',
  })
  @ApiOkResponse({ type: RecountDto })
  rebuild(): Promise<RecountDto> {
    return this.recount.rebuild();
  }

  @Post('uplink/retry')
  @ForWholeNode()
  @HttpCode(200)
  @Audited('operations.retry')
  @ApiOperation({ summary: 'Forgets refusals and pauses of the link and tries again now' })
  @ApiOkResponse({ type: RetryDto })
  async retry(): Promise<RetryDto> {
    const logs = await this.database.transaction(clearRefusals);
    this.queues.wake('uplink');
    this.queues.wake('urgent');
    return { logs };
  }
}
