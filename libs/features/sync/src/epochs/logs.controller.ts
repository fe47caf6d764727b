import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { fill, SilianError, unitLevel, type Bilingual } from '#core/kernel';
import { Audited } from '#platform/audit';
import { FromCaller, Permit, type Caller } from '#platform/identity';
import { Database } from '#platform/storage';
import { TwoPersons } from '#features/consent';
import { Jurisdiction } from '#features/units';
import { NewEpochBody, NewEpochDto, UnitLogsDto } from './logs.dto.js';
import { NextEpoch } from './next-epoch.js';
import { readUnitLogs, toClosedLog } from './unit-logs.js';

const OPENED: Bilingual = {
  zh: '单位 {unit} 已在第 {epoch} 期继续,重新写入 {records} 条记录;原日志的两个结尾都保留备查',
  en: 'Unit {unit} goes on in epoch {epoch}; {records} records were written again, and both ends of the old log are kept',
};

const WOULD_OPEN: Bilingual = {
  zh: '将在第 {epoch} 期继续单位 {unit} 的日志,并重新写入 {records} 条上级没有的记录;现在什么也没有改变',
  en: 'Unit {unit} would go on in epoch {epoch}, and {records} records that the parent does not have would be written again; nothing was changed now',
};

/** The operator's view of a unit's logs, and the decision that follows where one has parted. */
@ApiTags('operations')
@ApiBearerAuth()
@Permit('operations.act')
@Controller('api/v1/operations/logs')
export class LogsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(NextEpoch) private readonly nextEpoch: NextEpoch,
    @Inject(TwoPersons) private readonly twoPersons: TwoPersons,
  ) {}

  @Get(':origin')
  @ApiOperation({
    summary: 'A unit’s logs as this node holds them, with every end of them that does not fit',
  })
  @ApiOkResponse({ type: UnitLogsDto })
  async read(@FromCaller() caller: Caller, @Param('origin') origin: string): Promise<UnitLogsDto> {
    this.jurisdiction.assertScope(caller, knownUnit(origin));
    const found = await readUnitLogs(this.database.sql, origin);
    if (found.logs.length === 0) throw new SilianError('log_unknown', { unit: origin });
    return found;
  }

  @Post(':origin/new-epoch')
  @HttpCode(200)
  @Audited('logs.new-epoch', {
    subject: 'unit',
    id: 'params.origin',
    unit: 'params.origin',
    details: ['body.lane', 'body.dryRun'],
  })
  @ApiOperation({
    summary:
      'Closes a unit’s log that has parted from the parent’s, and goes on in the next epoch; at the unit’s own node',
  })
  @ApiOkResponse({ type: NewEpochDto })
  async open(
    @FromCaller() caller: Caller,
    @Param('origin') origin: string,
    @Body() { reason, lane, dryRun = false }: NewEpochBody,
  ): Promise<NewEpochDto> {
    const unit = knownUnit(origin);
    const request = { unit, lane, reason };
    if (!dryRun) await this.twoPersons.require(caller, 'log.new-epoch', { unit, reason, lane: lane ?? null });
    const outcome = dryRun
      ? await this.nextEpoch.preview(caller, request)
      : await this.nextEpoch.open(caller, request);
    const { epoch, logs, records, tooLong } = outcome;
    const message = fill(dryRun ? WOULD_OPEN : OPENED, { unit, epoch, records });
    return { unit, epoch, dryRun, records, tooLong, logs: logs.map(toClosedLog), message };
  }
}

/** Anything that is no code is no unit with a log. */
function knownUnit(origin: string): string {
  if (unitLevel(origin) === undefined) throw new SilianError('log_unknown', { unit: '-' });
  return origin;
}
