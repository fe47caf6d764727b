import { AFTER_EARLY, AFTER_LATE, type Clerk } from './fleet-clerk.js';
import type { TestFleet } from './fleet.js';
import { until } from './until.js';

/** After the last fault, a fleet of four has this long to bring everything up. */
const SETTLE_MS_MAX = 60_000;

export interface StoredHead {
  readonly origin: string;
  readonly epoch: number;
  readonly seq: number;
  readonly chain: string;
}

export async function headsOf(test: TestFleet, unit: string): Promise<StoredHead[]> {
  const rows = await test.query<{ origin: string; epoch: number; head_seq: string; head_chain: string }>(
    unit,
    'SELECT origin, epoch, head_seq, head_chain FROM origin ORDER BY origin, epoch',
  );
  return rows.map(({ origin, epoch, head_seq, head_chain }) => {
    return { origin, epoch, seq: Number(head_seq), chain: head_chain };
  });
}

/** How much a node holds of everything: what is refused leaves all of it as it was. */
export async function storedIn(test: TestFleet, unit: string): Promise<Record<string, string>> {
  const [row] = await test.query<Record<string, string>>(
    unit,
    `SELECT (SELECT count(*) FROM origin) AS logs, (SELECT coalesce(sum(head_seq), 0) FROM origin) AS heads,
       (SELECT count(*) FROM log_entry) AS entries, (SELECT count(*) FROM record) AS records,
       (SELECT count(*) FROM quarantine) AS quarantine, (SELECT coalesce(sum(value), 0) FROM cell) AS counted`,
  );
  return row ?? {};
}

/** What every tier holds of the logs below a unit, once no link has a backlog and both ends hold the same. */
export async function settled(test: TestFleet): Promise<void> {
  for (const { plan, api } of [...test.fleet.nodes].reverse()) {
    const { unit, parent } = plan;
    if (parent === undefined) continue;
    await until(
      async () => {
        const [own, above] = await Promise.all([headsOf(test, unit), headsOf(test, parent)]);
        const known = new Set(above.map(textOf));
        const missing = own.filter((head) => !known.has(textOf(head)));
        if (missing.length > 0)
          throw new Error(`${unit} is ahead of ${parent}: ${JSON.stringify(missing[0])}`);
        const { uplink } = await api.status();
        if (uplink?.backlog !== 0) throw new Error(`${unit} has a backlog: ${JSON.stringify(uplink)}`);
        return true;
      },
      { deadlineMs: SETTLE_MS_MAX, everyMs: 100, what: `${parent} to hold what ${unit} holds` },
    );
  }
}

function textOf({ origin, epoch, seq, chain }: StoredHead): string {
  return `${origin} ${epoch} ${seq} ${chain}`;
}

/** Chains, signatures and figures, counted again from the first entry on every tier. */
export async function expectSound(test: TestFleet): Promise<void> {
  for (const { plan, api } of test.fleet.nodes) {
    const { chainOk, recountOk, chain, recount } = await api.audit();
    const seen = {
      unit: plan.unit,
      chainOk,
      recountOk,
      faults: chain.faults,
      differences: recount.differences,
    };
    expect(seen).toEqual({ unit: plan.unit, chainOk: true, recountOk: true, faults: [], differences: 0 });
  }
}

/** Every tier shows for its unit what the clerk was told had been saved: no record less, none twice. */
export async function expectTotals(test: TestFleet, clerk: Clerk): Promise<void> {
  for (const { plan, api } of test.fleet.nodes) {
    const { unit } = plan;
    const [early, late] = await Promise.all(
      [AFTER_EARLY, AFTER_LATE].map((day) => api.indicator('organisations', `at=${day}`)),
    );
    const { records } = await api.status();
    expect({ unit, early: early?.value, late: late?.value, counted: records.counted }).toEqual({
      unit,
      early: clerk.count(unit, AFTER_EARLY),
      late: clerk.count(unit, AFTER_LATE),
      counted: clerk.count(unit, AFTER_LATE),
    });
  }
}

/** How every test of a fault ends: nothing lost, nothing twice, nothing changed, on any tier. */
export async function expectNothingLost(test: TestFleet, clerk: Clerk): Promise<void> {
  await settled(test);
  await expectTotals(test, clerk);
  await expectSound(test);
}
