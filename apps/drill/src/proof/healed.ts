import { until } from '../until.js';
import type { Examined } from './heads.js';

/** Waits until every node has hashed all that it holds once more and has nothing left to mend. */
export async function healed(examined: Examined, msMax: number): Promise<void> {
  await Promise.all(examined.fleet.nodes.map((node) => nodeHealed(examined, node, msMax)));
}

async function nodeHealed(
  examined: Examined,
  { plan: { unit }, api }: Examined['fleet']['nodes'][number],
  msMax: number,
): Promise<void> {
  const { hashes } = await api.call<{ hashes: { passes: number } }>(
    'operator',
    'POST',
    '/api/v1/operations/reconcile',
  );
  await until(
    async () => {
      const [row] = await examined.query<{ open: string; passes: string }>(
        unit,
        `SELECT (SELECT count(*) FROM damage) AS open, passes FROM audit_walk WHERE name = 'hashes'`,
      );
      return row?.open === '0' && Number(row.passes) > hashes.passes;
    },
    { deadlineMs: msMax, everyMs: 250, what: `${unit} to find everything whole` },
  );
}
