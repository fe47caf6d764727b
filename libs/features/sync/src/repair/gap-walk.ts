import {
  beginPass,
  endPass,
  moveWalk,
  oddLogs,
  originsFrom,
  readWalk,
  suspectLogs,
  type Sql,
  type Stretch,
} from '#platform/storage';

/** Rows counted in one step: a fifth of a second of the database's time. */
const ROWS_MAX = 1_000_000;

/** Logs of one step, however short they are. */
const LOGS_MAX = 1_000;

/** A pass begins so long after the one before it began: a node with little in it need not look all the time. */
const PASS_EVERY_MS = 5_000;

/** Counts the rows of some logs and compares their heads with their last rows; what is odd is to be looked at. */
export async function walkGaps(sql: Sql): Promise<number> {
  const walk = await readWalk(sql, 'gaps');
  const isNew = walk.originId === 0;
  if (isNew && walk.passes > 0 && walk.ageMs < PASS_EVERY_MS) return 0;
  if (isNew) await beginPass(sql, 'gaps');
  const { stretches, next } = await nextStretches(sql, walk);
  const odd = stretches.length === 0 ? [] : await oddLogs(sql, stretches);
  await suspectLogs(sql, odd);
  const rows = stretches.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  if (!next) await endPass(sql, 'gaps');
  // A log that is odd is looked at as a whole: a head that says too much must not be followed.
  else
    await moveWalk(sql, 'gaps', {
      ...(odd.includes(next.originId) ? { originId: next.originId + 1, seq: 0 } : next),
      rows,
    });
  return odd.length;
}

/** The logs of one unit, or all, at once: for an operator who waits. */
export async function suspectOddLogs(sql: Sql, origin: string | undefined): Promise<number> {
  let odd = 0;
  for (let id = 0; ;) {
    const logs = await originsFrom(sql, id, LOGS_MAX);
    const asked = logs.filter((log) => origin === undefined || log.origin === origin);
    const ids =
      asked.length === 0
        ? []
        : await oddLogs(
            sql,
            asked.map(({ id: originId, headSeq }) => ({ originId, from: 1, to: headSeq })),
          );
    await suspectLogs(sql, ids);
    odd += ids.length;
    const last = logs.at(-1);
    if (!last || logs.length < LOGS_MAX) return odd;
    id = last.id + 1;
  }
}

/** What one step counts, and where the next one begins; none at the end of the pass. */
async function nextStretches(
  sql: Sql,
  walk: { readonly originId: number; readonly seq: number },
): Promise<{ stretches: Stretch[]; next?: { originId: number; seq: number } }> {
  const logs = await originsFrom(sql, walk.originId, LOGS_MAX);
  const stretches: Stretch[] = [];
  let left = ROWS_MAX;
  for (const { id: originId, headSeq } of logs) {
    if (left === 0) return { stretches, next: { originId, seq: 0 } };
    const from = originId === walk.originId ? walk.seq + 1 : 1;
    const to = Math.min(headSeq, from + left - 1);
    stretches.push({ originId, from, to: Math.max(to, from - 1) });
    if (to < headSeq) return { stretches, next: { originId, seq: to } };
    left -= Math.max(0, to - from + 1);
  }
  const last = logs.at(-1);
  return last && logs.length === LOGS_MAX
    ? { stretches, next: { originId: last.id + 1, seq: 0 } }
    : { stretches };
}
