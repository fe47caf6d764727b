import { Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '#platform/audit';
import { ForWholeNode, Permit } from '#platform/identity';
import { Queues } from '#platform/queues';
import {
  beginPass,
  Database,
  listRepairs,
  newestOrigins,
  openDamage,
  readWalk,
  type DamageRow,
  type StoredRepair,
  type Walk,
} from '#platform/storage';
import { suspectOddLogs } from './gap-walk.js';
import {
  ReconcileAnswerDto,
  ReconcileQuery,
  RepairsPageDto,
  RepairsQuery,
  type DamageDto,
  type RepairDto,
  type WalkDto,
} from './reconcile.dto.js';

/** Damaged logs that one answer names. */
const NAMED_MAX = 100;

/** Ids of logs count from here. */
const FIRST_LOG = 1;

const ORDINARY = 'ordinary';

@ApiTags('operations')
@ApiBearerAuth()
@Permit('operations.act')
@ForWholeNode()
@Controller('api/v1/operations')
export class ReconcileController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
  ) {}

  @Post('reconcile')
  @HttpCode(200)
  @Audited('operations.reconcile', { subject: 'unit', id: 'query.origin', unit: 'query.origin' })
  @ApiOperation({ summary: 'Begins the background audit anew, at once, and says what it has found so far' })
  @ApiOkResponse({ type: ReconcileAnswerDto })
  async reconcile(@Query() { origin }: ReconcileQuery): Promise<ReconcileAnswerDto> {
    const { sql } = this.database;
    const odd = await suspectOddLogs(sql, origin);
    const ids = origin === undefined ? [] : (await newestOrigins(sql, [origin])).map(({ id }) => id);
    // A unit without a log has nothing to be hashed: then it is all the others.
    const from = ids.length === 0 ? FIRST_LOG : Math.min(...ids);
    await this.database.transaction((tx) => beginPass(tx, 'hashes', from));
    this.queues.wake('audit');
    const [damaged, gaps, hashes] = await Promise.all([
      openDamage(sql, NAMED_MAX),
      readWalk(sql, 'gaps'),
      readWalk(sql, 'hashes'),
    ]);
    return { odd, damaged: damaged.map(toDamage), gaps: toWalk(gaps), hashes: toWalk(hashes) };
  }

  @Get('repairs')
  @ApiOperation({ summary: 'What was found damaged and what was done about it, the newest first' })
  @ApiOkResponse({ type: RepairsPageDto })
  async repairs(@Query() { before, limit }: RepairsQuery): Promise<RepairsPageDto> {
    const rows = await listRepairs(this.database.sql, before ?? null, limit);
    const last = rows.length < limit ? undefined : rows.at(-1);
    return { repairs: rows.map(toRepair), next: last?.id ?? null };
  }
}

function toDamage({ origin, epoch, lane, spans, foundAt, attempts }: DamageRow): DamageDto {
  return {
    origin,
    epoch,
    lane: lane ?? ORDINARY,
    spans: [...spans],
    foundAt: foundAt.toISOString(),
    attempts,
  };
}

function toWalk({ passes, rows, endedAt }: Walk): WalkDto {
  return { passes, entries: rows, endedAt: endedAt?.toISOString() ?? null };
}

/** The damaged rows themselves stay in the database: they hold what people entered. */
function toRepair({ at, lane, kinds, rows, ...rest }: StoredRepair): RepairDto {
  const shown = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'row')));
  return { ...rest, at: at.toISOString(), lane: lane ?? ORDINARY, kinds: [...kinds], rows: shown };
}
