import { Failure } from '../failure.js';
import { pause, type Fleet, type NodeProcess, type NodeStatus } from '../fleet/index.js';
import type { Book } from '../world/index.js';

const LOOK_EVERY_MS = 200;

export interface NodeLook {
  readonly node: NodeProcess;
  readonly status: NodeStatus;
}

/** Asks all nodes, the lowest first: where nobody has a backlog, everything has arrived at the top. */
export async function lookAtAll(fleet: Fleet): Promise<readonly NodeLook[]> {
  const looks: NodeLook[] = [];
  for (const node of fleet.nodes.toReversed()) looks.push({ node, status: await node.api.status() });
  return looks.reverse();
}

export interface WaitOptions {
  readonly msMax: number;
  readonly signal: AbortSignal;
  readonly onLook?: (looks: readonly NodeLook[]) => void;
}

/** Waits until every tier holds every entry that was made below it. */
export async function waitUntilCounted(fleet: Fleet, book: Book, options: WaitOptions): Promise<void> {
  const deadline = performance.now() + options.msMax;
  for (;;) {
    const looks = await lookAtAll(fleet);
    options.onLook?.(looks);
    const behind = looks.filter((look) => isBehind(look, book));
    if (behind.length === 0) return;
    const refused = looks.filter(({ status }) => (status.uplink?.refused.length ?? 0) > 0);
    if (refused.length > 0) throw new Failure(`a parent refused a log:\n${describe(refused, book)}`);
    if (performance.now() > deadline) {
      const seconds = options.msMax / 1_000;
      throw new Failure(`not everything had arrived after ${seconds} s:\n${describe(behind, book)}`);
    }
    options.signal.throwIfAborted();
    await pause(LOOK_EVERY_MS);
  }
}

function isBehind({ node, status }: NodeLook, book: Book): boolean {
  return status.entries < book.entriesIn(node.plan.unit) || (status.uplink?.backlog ?? 0) > 0;
}

function describe(looks: readonly NodeLook[], book: Book): string {
  return looks
    .map(({ node, status }) => {
      const { unit, level } = node.plan;
      const { backlog = 0, failureCode = null, refused = [] } = status.uplink ?? {};
      const link = `backlog ${backlog}, last failure ${failureCode ?? 'none'}, refused ${JSON.stringify(refused)}`;
      return `  ${level} ${unit}: ${status.entries} of ${book.entriesIn(unit)} entries, ${link}\n${node.logTail()}`;
    })
    .join('\n');
}
