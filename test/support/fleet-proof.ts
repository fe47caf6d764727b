import { AFTER_EARLY, AFTER_LATE, type Clerk } from '../../apps/drill/src/clerk/index.js';
import { settled, type Examined } from '../../apps/drill/src/proof/index.js';

export { headsOf, settled, type StoredHead } from '../../apps/drill/src/proof/index.js';

/**
 * How much a node holds of everything: what is refused leaves all of it as it was. Organisations count once in the term
 * that is split by their kind; measures count them again.
 */
export async function storedIn(test: Examined, unit: string): Promise<Record<string, string>> {
  const [row] = await test.query<Record<string, string>>(
    unit,
    `SELECT (SELECT count(*) FROM origin) AS logs, (SELECT coalesce(sum(head_seq), 0) FROM origin) AS heads,
       (SELECT count(*) FROM log_entry) AS entries, (SELECT count(*) FROM record) AS records,
       (SELECT count(*) FROM quarantine) AS quarantine, 
       (SELECT coalesce(sum(value), 0) FROM cell WHERE dims <> '[]') AS counted`,
  );
  return row ?? {};
}

/** Chains, signatures and figures, counted again from the first entry on every tier. */
export async function expectSound(test: Examined): Promise<void> {
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
export async function expectTotals(test: Examined, clerk: Clerk): Promise<void> {
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
export async function expectNothingLost(test: Examined, clerk: Clerk): Promise<void> {
  await settled(test);
  await expectTotals(test, clerk);
  await expectSound(test);
}
