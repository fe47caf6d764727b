import { LEVELS, type Level } from '#core/kernel';
import type { Fleet, NodeAudit } from '../fleet/index.js';
import { inParallel } from '../in-parallel.js';
import type { Book } from '../world/index.js';
import { lookAtAll, type NodeLook } from './arrival.js';

/** An audit hashes and counts everything again: two at once keep a small machine busy. */
const AUDITS_AT_ONCE_MAX = 2;

/** What the nodes of one level hold together, and whether all of them stand up to their audits. */
export interface TierReport {
  readonly level: Level;
  readonly units: number;
  readonly records: number;
  readonly chainOk: boolean;
  readonly recountOk: boolean;
}

export interface Examination {
  readonly tiers: readonly TierReport[];
  /** Whatever is not as it must be, in words. */
  readonly faults: readonly string[];
}

interface Examined extends NodeLook {
  readonly audit: NodeAudit;
}

/** Audits every node and compares its totals with the book. */
export async function examineAll(fleet: Fleet, book: Book, onAudited?: () => void): Promise<Examination> {
  const looks = await lookAtAll(fleet);
  const examined: Examined[] = [];
  await inParallel(looks, AUDITS_AT_ONCE_MAX, async (look) => {
    examined.push({ ...look, audit: await look.node.api.audit() });
    onAudited?.();
  });
  return {
    tiers: LEVELS.map((level) =>
      tierReport(
        level,
        examined.filter(({ node }) => node.plan.level === level),
      ),
    ),
    faults: examined.flatMap((node) => faultsOf(node, book)),
  };
}

function tierReport(level: Level, nodes: readonly Examined[]): TierReport {
  return {
    level,
    units: nodes.reduce((sum, { status }) => sum + status.units, 0),
    records: nodes.reduce((sum, { status }) => sum + status.records.counted, 0),
    chainOk: nodes.every(({ audit }) => audit.chainOk),
    recountOk: nodes.every(({ audit }) => audit.recountOk),
  };
}

function faultsOf({ node, status, audit }: Examined, book: Book): readonly string[] {
  const { unit, level } = node.plan;
  const faults: string[] = [];
  if (!audit.chainOk) faults.push(`its logs do not verify: ${JSON.stringify(audit.chain.faults)}`);
  if (!audit.recountOk) {
    const { differences, examples } = audit.recount;
    faults.push(`${differences} cells differ from their recount: ${JSON.stringify(examples)}`);
  }
  const { counted, quarantined, deferred } = status.records;
  const live = book.liveIn(unit);
  if (counted !== live)
    faults.push(`it counts ${counted} records where ${live} were entered and not withdrawn`);
  if (quarantined + deferred > 0) faults.push(`${quarantined} records quarantined, ${deferred} deferred`);
  const entries = book.entriesIn(unit);
  if (status.entries !== entries)
    faults.push(`its logs hold ${status.entries} entries instead of ${entries}`);
  return faults.map((fault) => `${level} ${unit}: ${fault}`);
}
