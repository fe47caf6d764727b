import { randomUUID } from 'node:crypto';
import { ApiError, NODE_START_MS_MAX, type Fleet, type NodeApi } from '../../../demo/src/fleet/index.js';
import { until } from '../until.js';

/** What the API takes at once. */
const BATCH_MAX = 500;

/**
 * A clerk repeats a request that was not answered. A node may be away as long as it may take to start, so that one that does
 * not start at all is told by its own log and not by a clerk's despair.
 */
const PATIENCE_MS = NODE_START_MS_MAX + 30_000;

const EARLY = '2005-03-01';
const LATE = '2008-03-01';
/** Days on which the figures are compared: the first sees only what was established early. */
export const AFTER_EARLY = '2006-12-31';
export const AFTER_LATE = '2009-12-31';

/** A version of a record of which the clerk was told that it is saved. */
export interface SavedOperation {
  readonly record: string;
  readonly version: number;
  readonly unit: string;
}

interface KnownRecord {
  readonly unit: string;
  readonly version: number;
  readonly establishedOn: string;
}

/**
 * Enters organisations and remembers what was acknowledged. A request that was not answered is repeated until it is,
 * under the same record id, as a client has to do: so what the clerk knows is what must be at the top.
 */
export class Clerk {
  /** All that was acknowledged, in this order. */
  readonly saved: SavedOperation[] = [];
  private readonly records = new Map<string, KnownRecord>();

  constructor(private readonly fleet: Fleet) {}

  /** Gives the ids of the records. */
  async enter(unit: string, count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID() as string);
    for (let start = 0; start < count; start += BATCH_MAX) {
      const batch = ids.slice(start, start + BATCH_MAX);
      const records = batch.map((record) => ({ record, type: 'org', unit, fields: fieldsOf(record, EARLY) }));
      const { rejected } = await this.insist(unit, (api) => unlessRecovering(api.enter(records)));
      if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected[0])}`);
      for (const record of batch) this.note(record, { unit, version: 1, establishedOn: EARLY });
    }
    return ids;
  }

  /** Moves the day to the late one, so that the figures of earlier days must shrink. */
  async correct(record: string): Promise<void> {
    const known = this.known(record);
    const body = { expectedVersion: known.version, fields: fieldsOf(record, LATE), reason: '更正' };
    await this.insist(known.unit, (api) =>
      orDone('version_conflict', api.call('clerk', 'PUT', `/api/v1/records/${record}`, body)),
    );
    this.note(record, { ...known, version: known.version + 1, establishedOn: LATE });
  }

  async remove(record: string): Promise<void> {
    const known = this.known(record);
    const path = `/api/v1/records/${record}?expectedVersion=${known.version}`;
    await this.insist(known.unit, (api) => orDone('record_deleted', api.call('clerk', 'DELETE', path)));
    this.note(record, { ...known, version: known.version + 1 });
    this.records.delete(record);
  }

  /** How many acknowledged records a unit and its subtree have on a day. */
  count(unit: string, day: string): number {
    const records = [...this.records.values()];
    return records.filter((record) => record.unit.startsWith(unit) && record.establishedOn <= day).length;
  }

  private note(record: string, known: KnownRecord): void {
    this.records.set(record, known);
    this.saved.push({ record, unit: known.unit, version: known.version });
  }

  private known(record: string): KnownRecord {
    const known = this.records.get(record);
    if (!known) throw new TypeError('the clerk has not entered this record');
    return known;
  }

  /** Repeats what got no answer, or the answer that the node is busy; any other answer is one. */
  private async insist<T>(unit: string, request: (api: NodeApi) => Promise<T>): Promise<T> {
    const outcome = await until(
      async () => {
        try {
          return { value: await request(this.fleet.nodeFor(unit).api) };
        } catch (error) {
          if (error instanceof ApiError && error.status < 500) return { error };
          throw error;
        }
      },
      { deadlineMs: PATIENCE_MS, everyMs: 200, what: `an answer to the clerk of ${unit}` },
    );
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }
}

/** A node that gets its log back from above takes nothing until it has: whoever asks repeats the request. */
async function unlessRecovering<T extends { readonly rejected: readonly { readonly code: string }[] }>(
  request: Promise<T>,
): Promise<T> {
  const outcome = await request;
  if (outcome.rejected.some(({ code }) => code === 'log_recovering'))
    throw new Error('the log is recovering');
  return outcome;
}

/** A repeated request may find that the first one was carried out, though nobody heard of it. */
async function orDone(code: string, request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof ApiError) || error.body.code !== code) throw error;
  }
  return true;
}

function fieldsOf(record: string, establishedOn: string): Record<string, unknown> {
  return { name: `示例 ${record}`, kind: 'party-branch', established_on: establishedOn };
}
