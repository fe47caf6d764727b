import { Injectable } from '@nestjs/common';
import { parsePeriod, type Day } from '#core/kernel';
import { readDirective } from '#core/protocol';
import { allDownLogs, listDirectives, type Sql } from '#platform/storage';
import { show } from './desk.js';

/** Targets that are looked through, the newest first: a city sets some thousands a year. */
const TARGETS_MAX = 20_000;

/** A target that a unit was given, as it holds now. */
export interface GivenTarget {
  readonly indicator: string;
  readonly period: string;
  /** The last day of the period. */
  readonly due: Day;
  readonly value: number;
  readonly issuer: string;
  readonly issuedAt: string;
  /** How often the same issuer has said something else before. */
  readonly revisions: number;
}

/** Targets that units above, or the unit itself, have set for a unit. */
@Injectable()
export class GivenTargets {
  /** Of each issuer the newest for an indicator and a period, with the number of those before. */
  async of(sql: Sql, unit: string): Promise<readonly GivenTarget[]> {
    const logIds = (await allDownLogs(sql)).filter(({ addressee }) => addressee === unit).map(({ id }) => id);
    if (logIds.length === 0) return [];
    const rows = await listDirectives(sql, { kind: 'target', logIds, before: undefined, limit: TARGETS_MAX });
    const newest = new Map<string, GivenTarget>();
    for (const row of rows) {
      const directive = readDirective(row.line);
      if (!directive) continue;
      const { indicator, period, value, issuer, issuedAt } = show('target', directive, row);
      const due = parsePeriod(period)?.to;
      if (due === undefined) continue;
      const key = `${issuer} ${indicator} ${period}`;
      const held = newest.get(key);
      newest.set(
        key,
        held
          ? { ...held, revisions: held.revisions + 1 }
          : { indicator, period, due, value, issuer, issuedAt, revisions: 0 },
      );
    }
    return [...newest.values()];
  }
}
