import type { LogId } from '#core/protocol';
import {
  findEpochOpenings,
  findForks,
  findRefusals,
  originsOf,
  type ClosedLog,
  type ForkRow,
  type OriginRow,
  type Sql,
} from '#platform/storage';
import { logStateOf, sentenceOf, type LogFacts } from './log-state.js';
import type { ClosedLogDto, ForkDto, LogDto, UnitLogsDto } from './logs.dto.js';

/** All that this node holds of a unit's logs, with the ends that do not fit and what was decided. */
export async function readUnitLogs(sql: Sql, unit: string): Promise<UnitLogsDto> {
  const origins = await originsOf(sql, unit);
  const forks = await findForks(sql, unit);
  const openings = await findEpochOpenings(sql, unit);
  const heads = await findRefusals(sql, unit);
  const newestEpoch = Math.max(0, ...origins.filter(({ headSeq }) => headSeq > 0).map(({ epoch }) => epoch));
  return {
    unit,
    logs: origins.map((log) => {
      const own = forks.filter(({ originId }) => originId === log.id);
      const { ackedSeq = 0, refusedCode = null } = heads.get(log.id) ?? {};
      return toLog(log, ackedSeq, { ...log, refusedCode, forks: own.length, newestEpoch }, own);
    }),
    openings: openings.map(({ epoch, openedAt, reason, decidedBy, records, closed }) => {
      return {
        epoch,
        openedAt: openedAt.toISOString(),
        reason,
        decidedBy,
        records,
        closed: closed.map(toClosedLog),
      };
    }),
  };
}

export function toClosedLog({
  seq,
  chain,
  commonSeq,
  parentSeq,
  parentChain,
  ...log
}: ClosedLog): ClosedLogDto {
  return { epoch: log.epoch, lane: laneNameOf(log), seq, chain, commonSeq, parentSeq, parentChain };
}

function toLog(log: OriginRow, acknowledgedSeq: number, facts: LogFacts, forks: readonly ForkRow[]): LogDto {
  const { epoch, local, headSeq: seq, headChain: chain, signer, abandonedAfter } = log;
  const place = { epoch, lane: laneNameOf(log), local, seq, chain, signer, acknowledgedSeq, abandonedAfter };
  return { ...place, state: logStateOf(facts), message: sentenceOf(facts), forks: forks.map(toFork) };
}

function toFork({ foundAt, sender, commonSeq, held, other, segment }: ForkRow): ForkDto {
  return { foundAt: foundAt.toISOString(), sender, commonSeq, held, other, segment };
}

function laneNameOf({ lane }: LogId): string {
  return lane ?? 'ordinary';
}
