import type { BatchResult, Fleet, NodeProcess, RejectedRecord } from '../fleet/index.js';
import type { Book, NewRecord } from '../world/index.js';
import { Failure } from '../failure.js';
import { inParallel } from '../in-parallel.js';

/** Nodes that are written to at once: as many clerks as a small machine serves without queueing. */
const NODES_AT_ONCE_MAX = 4;

export interface EnteringOptions {
  /** Records in one request; a node takes up to 500. */
  readonly batchRecords: number;
  readonly onSaved?: (count: number, node: NodeProcess) => void;
}

/** Enters records at the nodes that are responsible for their units, and books what was saved. */
export async function enterRecords(
  fleet: Fleet,
  records: readonly NewRecord[],
  book: Book,
  options: EnteringOptions,
): Promise<void> {
  const byNode = [...groupByNode(fleet, records)];
  await inParallel(byNode, NODES_AT_ONCE_MAX, async ([node, own]) => {
    // One batch after the other: later records point to earlier ones.
    for (let start = 0; start < own.length; start += options.batchRecords) {
      const batch = own.slice(start, start + options.batchRecords);
      bookSaved(batch, await node.api.enter(batch), node, book);
      options.onSaved?.(batch.length, node);
    }
  });
}

function groupByNode(fleet: Fleet, records: readonly NewRecord[]): Map<NodeProcess, NewRecord[]> {
  const groups = new Map<NodeProcess, NewRecord[]>();
  for (const record of records) {
    const node = fleet.nodeFor(record.unit);
    const group = groups.get(node);
    if (group) group.push(record);
    else groups.set(node, [record]);
  }
  return groups;
}

function bookSaved(batch: readonly NewRecord[], result: BatchResult, node: NodeProcess, book: Book): void {
  const [rejected] = result.rejected;
  if (rejected) throw new Failure(describeRejection(batch[rejected.index], rejected, node));
  const saved = new Set(result.saved.map((record) => record.record));
  const missing = batch.find((record) => !saved.has(record.record));
  if (missing) throw new Error(`${node.plan.unit} did not say what became of record ${missing.record}`);
  batch.forEach((record) => book.add(record));
}

function describeRejection(
  record: NewRecord | undefined,
  { code, message, details }: RejectedRecord,
  node: NodeProcess,
): string {
  const faults = details === undefined ? '' : ` ${JSON.stringify(details)}`;
  return `${node.plan.unit} refused a sound ${record?.type} of ${record?.unit}: ${code}, ${message.en}${faults}`;
}
