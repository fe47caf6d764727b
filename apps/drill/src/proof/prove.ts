import { LEVELS } from '#core/kernel';
import type { NodeProcess } from '../../../demo/src/fleet/index.js';
import { AFTER_EARLY, AFTER_LATE, type Clerk } from '../clerk/index.js';
import { settled, type Examined } from './heads.js';
import { compareOperations, findGaps } from './operations.js';

/** What is left when everything is mended and has settled. */
export interface Proof {
  /** Operations that clerks were told are saved. */
  readonly acked: number;
  readonly lost: number;
  readonly doubled: number;
  readonly recountMismatches: number;
  /** Every tier holds every log of its subtree to the last entry, without a gap, and each of them verifies. */
  readonly headsEqual: boolean;
  /** Whatever is not as it must be, in words. */
  readonly findings: readonly string[];
}

/** How much each tier differs from what the clerks know. */
interface TierFinding {
  readonly lost: number;
  readonly doubled: number;
  readonly recountMismatches: number;
  readonly logsWhole: boolean;
  readonly findings: readonly string[];
}

/** Waits until all has arrived, then looks at every tier: logs, operations, figures. */
export async function prove(examined: Examined, clerk: Clerk, settleMsMax: number): Promise<Proof> {
  const findings: string[] = [];
  const hasSettled = await settled(examined, settleMsMax).then(
    () => true,
    (error: unknown) => (findings.push(String(error)), false),
  );
  const tiers: TierFinding[] = [];
  for (const level of LEVELS) {
    for (const node of examined.fleet.nodes.filter(({ plan }) => plan.level === level)) {
      tiers.push(await examine(examined, node, clerk));
    }
  }
  const sum = (of: (tier: TierFinding) => number): number =>
    tiers.reduce((total, tier) => total + of(tier), 0);
  return {
    acked: clerk.saved.length,
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    recountMismatches: sum(({ recountMismatches }) => recountMismatches),
    headsEqual: hasSettled && tiers.every(({ logsWhole }) => logsWhole),
    findings: [...findings, ...tiers.flatMap((tier) => tier.findings)],
  };
}

async function examine(examined: Examined, node: NodeProcess, clerk: Clerk): Promise<TierFinding> {
  const { unit, level } = node.plan;
  const { lost, doubled } = await compareOperations(examined, unit, clerk.saved);
  const gaps = await findGaps(examined, unit);
  const { chain, chainOk, recount, recountOk } = await node.api.audit();
  const figures = await compareFigures(node, clerk);
  const { quarantined, deferred } = (await node.api.status()).records;
  const found = {
    'operations lost': lost.slice(0, 3),
    'operations doubled or unknown': doubled.slice(0, 3),
    'logs with gaps': gaps,
    'logs that do not verify': chain.faults,
    'cells that differ from their recount': recount.examples,
    'figures that differ from what the clerks know': figures.findings,
    'records held back': quarantined + deferred > 0 ? [quarantined, deferred] : [],
  };
  return {
    lost: lost.length + figures.missing + quarantined + deferred,
    doubled: doubled.length + figures.surplus,
    recountMismatches: recountOk ? 0 : Math.max(1, recount.differences),
    logsWhole: chainOk && gaps.length === 0,
    findings: Object.entries(found)
      .filter(([, examples]) => examples.length > 0)
      .map(([what, examples]) => `${level} ${unit}: ${what}: ${JSON.stringify(examples)}`),
  };
}

interface FigureFinding {
  readonly missing: number;
  readonly surplus: number;
  readonly findings: readonly string[];
}

async function compareFigures({ api, plan }: NodeProcess, clerk: Clerk): Promise<FigureFinding> {
  let [missing, surplus] = [0, 0];
  const findings: string[] = [];
  for (const day of [AFTER_EARLY, AFTER_LATE]) {
    const shown = (await api.indicator('organisations', `at=${day}`)).value ?? 0;
    const known = clerk.count(plan.unit, day);
    missing += Math.max(0, known - shown);
    surplus += Math.max(0, shown - known);
    if (shown !== known) findings.push(`${day}: ${shown} instead of ${known}`);
  }
  return { missing, surplus, findings };
}
