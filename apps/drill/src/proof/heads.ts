import type { Fleet } from '../../../demo/src/fleet/index.js';
import { until } from '../until.js';

/** Nodes, and a look into their databases past them. */
export interface Examined {
  readonly fleet: Fleet;
  query<Row extends object>(unit: string, sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface StoredHead {
  readonly origin: string;
  readonly epoch: number;
  readonly seq: number;
  readonly chain: string;
}

/** After the last fault, a fleet has this long to bring everything up. */
const SETTLE_MS_MAX = 60_000;

export async function headsOf(examined: Examined, unit: string): Promise<StoredHead[]> {
  const rows = await examined.query<{ origin: string; epoch: number; head_seq: string; head_chain: string }>(
    unit,
    'SELECT origin, epoch, head_seq, head_chain FROM origin ORDER BY origin, epoch',
  );
  return rows.map(({ origin, epoch, head_seq, head_chain }) => {
    return { origin, epoch, seq: Number(head_seq), chain: head_chain };
  });
}

/** Waits until no link has a backlog and both its ends hold the same, from the bottom up. */
export async function settled(examined: Examined, msMax = SETTLE_MS_MAX): Promise<void> {
  for (const { plan, api } of [...examined.fleet.nodes].reverse()) {
    const { unit, parent } = plan;
    if (parent === undefined) continue;
    await until(
      async () => {
        const [own, above] = await Promise.all([headsOf(examined, unit), headsOf(examined, parent)]);
        const known = new Set(above.map(textOf));
        const missing = own.filter((head) => !known.has(textOf(head)));
        if (missing.length > 0)
          throw new Error(`${unit} is ahead of ${parent}: ${JSON.stringify(missing[0])}`);
        const { uplink } = await api.status();
        if (uplink?.backlog !== 0) throw new Error(`${unit} has a backlog: ${JSON.stringify(uplink)}`);
        return true;
      },
      { deadlineMs: msMax, everyMs: 100, what: `${parent} to hold what ${unit} holds` },
    );
  }
}

function textOf({ origin, epoch, seq, chain }: StoredHead): string {
  return `${origin} ${epoch} ${seq} ${chain}`;
}
