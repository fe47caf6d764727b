import { Controller, Get, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { ForWholeNode, Permit } from '#platform/identity';
import { allDownLogs, Database, directivesIn, readDownLink, type DirectiveRow } from '#platform/storage';
import { linkSentence, sentenceOf } from './downlink-words.js';
import { DownlinkDto } from './downlink.dto.js';

/** Directives that are named one by one; more of them have one cause. */
const NAMED_MAX = 200;

/** Logs in one answer: a city that has returned a record to every community has some 12,000, and nobody reads them all. */
const LOGS_MAX = 500;

@ApiTags('operations')
@ApiBearerAuth()
@Permit('operations.act')
@ForWholeNode()
@Controller('api/v1/operations/downlink')
export class DownlinkController {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
  ) {}

  /** Logs with something wrong come first. */
  @Get()
  @ApiOperation({ summary: 'What is held of what the units above say, and what of it is not in use here' })
  @ApiOkResponse({ type: DownlinkDto })
  async read(): Promise<DownlinkDto> {
    const { sql } = this.database;
    const { heardAt, refused } = await readDownLink(sql);
    const open = [
      ...(await directivesIn(sql, { state: 'marked', limit: NAMED_MAX })),
      ...(await directivesIn(sql, { state: 'waiting', limit: NAMED_MAX })),
    ];
    const logs = (await allDownLogs(sql)).map(
      ({ id, issuer, epoch, addressee, headSeq, fault, faultSeq }) => {
        const own = open.filter((row) => row.logId === id);
        const marked = own.filter((row) => row.state === 'marked').map(named);
        const state = { issuer, unit: addressee, seq: headSeq, fault, faultSeq };
        const message = sentenceOf({ ...state, marked: marked.length, waiting: own.length - marked.length });
        return { wrong: fault !== null || own.length > 0, epoch, ...state, marked, message };
      },
    );
    return {
      heardAt: heardAt?.toISOString() ?? null,
      message: linkSentence({ hasParent: this.config.profile.parent !== undefined, heardAt, refused }),
      logs: logs
        .sort((a, b) => Number(b.wrong) - Number(a.wrong))
        .slice(0, LOGS_MAX)
        .map(({ issuer, epoch, unit, seq, marked, message }) => ({
          issuer,
          epoch,
          unit,
          seq,
          marked,
          message,
        })),
    };
  }
}

function named({ seq, kind, fault }: DirectiveRow): { seq: number; kind: string; fault: string } {
  return { seq, kind, fault: fault ?? '' };
}
