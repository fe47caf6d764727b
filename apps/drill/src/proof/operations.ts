import type { SavedOperation } from '../clerk/index.js';
import type { Examined } from './heads.js';

export interface OperationsFound {
  /** Operations of which a clerk was told that they are saved, and which are not here. */
  readonly lost: readonly string[];
  /** Operations that are here more than once, or of which no clerk knows. */
  readonly doubled: readonly string[];
}

/** Compares what one node's logs hold with what the clerks of its subtree were told. */
export async function compareOperations(
  examined: Examined,
  unit: string,
  saved: readonly SavedOperation[],
): Promise<OperationsFound> {
  const rows = await examined.query<{ operation: string; times: string }>(
    unit,
    `SELECT record || ' ' || version AS operation, count(*) AS times FROM log_entry GROUP BY 1`,
  );
  const held = new Map(rows.map(({ operation, times }) => [operation, Number(times)]));
  const told = new Set(
    saved.filter((item) => item.unit.startsWith(unit)).map(({ record, version }) => `${record} ${version}`),
  );
  return {
    lost: [...told].filter((operation) => !held.has(operation)),
    doubled: [...held].filter(([operation, times]) => times > 1 || !told.has(operation)).map(([key]) => key),
  };
}

/** Logs in which a number is missing between the first entry and the head. */
export async function findGaps(examined: Examined, unit: string): Promise<string[]> {
  const rows = await examined.query<{ origin: string }>(
    unit,
    `SELECT o.origin FROM origin o LEFT JOIN log_entry l ON l.origin_id = o.id
     GROUP BY o.id, o.origin, o.head_seq HAVING count(l.seq) <> o.head_seq OR coalesce(max(l.seq), 0) <> o.head_seq`,
  );
  return rows.map(({ origin }) => origin);
}
