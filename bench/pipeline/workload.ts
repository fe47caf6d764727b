import type { Catalogue } from '#core/catalogue';
import type { Fleet, NodeProcess } from '../../apps/demo/src/fleet/index.js';
import type { SyntheticUnit } from '../../apps/demo/src/synthetic/index.js';
import { RecordSource } from '../../apps/demo/src/world/index.js';

/** What a request may hold at most. */
const BATCH_RECORDS = 500;

/** The same records in every run. */
const SEED = 2005;

/**
 * Types that a community can have any number of, in turn. A record of them takes 400 bytes as it is sent, on average;
 * together they touch counts, sums, amounts, references, and personal fields that stay below.
 */
const TYPES = [
  'activity',
  'org',
  'fund-flow',
  'service-outlet',
  'person',
  'service-project',
  'assistance',
  'facility',
  'service-request',
  'cadre',
] as const;

/** A request, ready to be sent. */
export interface Batch {
  readonly node: NodeProcess;
  readonly records: number;
  readonly body: string;
}

export interface Workload {
  readonly batches: readonly Batch[];
  readonly records: number;
  /** Of one record, as JSON in the request. */
  readonly bytesPerRecord: number;
}

/** Makes the records one after the other; every run and every placement gets its own. */
export class Supply {
  private readonly source: RecordSource;
  private made = 0;

  constructor(catalogue: Catalogue, communities: readonly SyntheticUnit[]) {
    this.source = new RecordSource(catalogue, communities, SEED);
  }

  next(unit: SyntheticUnit) {
    const type = TYPES[this.made % TYPES.length] ?? TYPES[0];
    this.made += 1;
    return this.source.next(type, unit);
  }
}

/** All requests, made before the clock starts: the communities in turn, each batch of one community. */
export function makeWorkload(
  supply: Supply,
  fleet: Fleet,
  communities: readonly SyntheticUnit[],
  count: number,
): Workload {
  const batches: Batch[] = [];
  let made = 0;
  let bytes = 0;
  for (let turn = 0; made < count; turn += 1) {
    const unit = communities[turn % communities.length];
    if (!unit) throw new RangeError('nobody enters');
    const size = Math.min(BATCH_RECORDS, count - made);
    const texts = Array.from({ length: size }, () => JSON.stringify(supply.next(unit)));
    bytes += texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const body = `{"records":[${texts.join(',')}]}`;
    batches.push({ node: fleet.nodeFor(unit.code), records: size, body });
    made += size;
  }
  return { batches, records: made, bytesPerRecord: bytes / made };
}
