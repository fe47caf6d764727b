import type { Catalogue } from '#core/catalogue';
import {
  createRandom,
  createRefPool,
  generateRecord,
  type Random,
  type SyntheticRecord,
  type SyntheticUnit,
} from '../synthetic/index.js';

/** The three years of the plan that the catalogue is about. */
const SPAN = { from: '2005-01-01', to: '2007-12-31' };

/** A record as it is sent. Its id is chosen here, which makes the request safe to repeat. */
export interface NewRecord extends SyntheticRecord {
  readonly record: string;
}

/** Makes records one after the other; the same seed and the same calls give the same records, ids included. */
export class RecordSource {
  readonly random: Random;
  private readonly refs = createRefPool();
  private readonly made = new Map<string, number>();

  constructor(
    private readonly catalogue: Catalogue,
    private readonly units: readonly SyntheticUnit[],
    seed: number,
  ) {
    this.random = createRandom(seed);
  }

  next(type: string, unit: SyntheticUnit): NewRecord {
    const key = `${type} ${unit.code}`;
    const index = this.made.get(key) ?? 0;
    this.made.set(key, index + 1);
    const below = this.units
      .filter((other) => other !== unit && other.code.startsWith(unit.code))
      .map((other) => other.code);
    const { random, refs } = this;
    const made = generateRecord(this.catalogue, type, { unit, random, span: SPAN, refs, index, below });
    const record = randomUuid(random);
    refs.add(type, unit.code, record);
    return { record, ...made };
  }
}

/** A UUID of version 4, lower-case. */
function randomUuid(random: Random): string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => random.integer(0, 15).toString(16)).join('');
  return `${digits(8)}-${digits(4)}-4${digits(3)}-${random.pick(['8', '9', 'a', 'b'])}${digits(3)}-${digits(12)}`;
}
