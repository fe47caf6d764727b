import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { CellWatch, type Sql } from '#platform/storage';
import type { WindowDays } from '#core/statistics';
import { ChangeLog } from './change-log.js';
import { daysApart } from './span-shift.js';

/** Units in all that is kept, some 60 bytes each: figures of many days must not fill the memory. */
const KEPT_UNITS_MAX = 4_000_000;

/** So many changed units are not read one by one: all of them are read anew. */
const STALE_UNITS_MAX = 500;

/** Days between two spans of which one is made out of the other: a figure and the one of the year before are no further apart. */
const NEAR_DAYS_MAX = 400;

/** Something that is read of one term's cells, and of nothing else but `inputs`. */
export interface Source<T extends object> {
  readonly name: string;
  /** The key of the term. */
  readonly term: string;
  /** What else it depends on; objects that never change. */
  readonly inputs: readonly object[];
  /** About how many units it holds. */
  readonly sizeOf: (value: T) => number;
  readonly read: () => Promise<T>;
  /** The same with what some units have now; null where a change of any unit needs all to be read. */
  readonly patch: ((old: T, units: ReadonlySet<string>) => Promise<T>) | null;
  /** Where sums of other days of the same term can be made into those of these days. */
  readonly span?: Span<T> | undefined;
}

interface Span<T> {
  readonly days: WindowDays;
  readonly shift: (near: T, days: WindowDays) => Promise<T>;
}

interface Held {
  readonly term: string;
  /** The days that it is the sum of, where it is one. */
  readonly days: WindowDays | undefined;
  readonly inputs: readonly object[];
  readonly value: object;
  readonly size: number;
  /** It is right for this generation, and for all behind it in which none of its units has changed. */
  readonly asOf: number;
}

interface Reading {
  readonly inputs: readonly object[];
  readonly value: Promise<object>;
}

/**
 * Keeps what was read of cells until they change. Each transaction that changes cells says itself whose cells they are, so that
 * whoever sees the change sees that it was made, in whatever order transactions end. What is kept is exact, never some
 * seconds old.
 */
@Injectable()
export class KeptReadings {
  private readonly watch = new CellWatch();
  private readonly log = new ChangeLog();
  private readonly held = new LRUCache<string, Held>({
    maxSize: KEPT_UNITS_MAX,
    sizeCalculation: ({ size }) => size + 1,
  });
  /** What is being read, by generation and name. */
  private readonly reading = new Map<string, Reading>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(@Inject(NODE_CONFIG) private readonly config: NodeConfig) {}

  /** What is kept is kept for figures of this unit: those of smaller ones are read quickly. */
  get unit(): string {
    return this.config.unit;
  }

  /** Has to be the first statement of a snapshot: then the order of looks is the order of the moments that they see. */
  open(tx: Sql): Promise<KeptView> {
    const opened = this.turn.then(async () => {
      await this.look(tx);
      return new KeptView(this, this.log.generation);
    });
    this.turn = opened.catch(() => undefined);
    return opened;
  }

  /** For a view. */
  async keep<T extends object>(generation: number, source: Source<T>): Promise<T> {
    const held = this.find(source.name, source.inputs);
    const stale = held && this.log.between(source.term, held.asOf, generation);
    const old = held?.value as T | undefined;
    if (old && stale?.size === 0) {
      if (held && held.asOf < generation) this.put(source.name, { ...held, asOf: generation });
      return old;
    }
    const patches = source.patch && old && stale && stale.size <= STALE_UNITS_MAX;
    const value = patches ? await source.patch(old, stale) : await this.readAtOnce(generation, source);
    const { term, inputs, span } = source;
    this.put(source.name, {
      term,
      days: span?.days,
      inputs,
      value,
      size: source.sizeOf(value),
      asOf: generation,
    });
    return value;
  }

  /** Two who need the same at a time wait for one reading: all moments of a generation see the same cells. */
  private async readAtOnce<T extends object>(generation: number, source: Source<T>): Promise<T> {
    const key = `${generation} ${source.name}`;
    const other = this.reading.get(key);
    if (other && isSame(other.inputs, source.inputs)) {
      // Whoever reads for another one may be cut off: then this one reads for itself.
      const value = await other.value.catch(() => undefined);
      if (value) return value as T;
    }
    const own = { inputs: source.inputs, value: this.readNew(generation, source) };
    this.reading.set(key, own);
    try {
      return await own.value;
    } finally {
      if (this.reading.get(key) === own) this.reading.delete(key);
    }
  }

  private readNew<T extends object>(generation: number, source: Source<T>): Promise<T> {
    const near = source.span && this.nearest(generation, source.term, source.span.days);
    return near && source.span ? source.span.shift(near.value as T, near.days) : source.read();
  }

  /** What is right in this generation and is the sum of the days that differ least from these. */
  private nearest(generation: number, term: string, days: WindowDays): Near | undefined {
    let found: (Near & { readonly apart: number }) | undefined;
    for (const held of this.held.values()) {
      if (held.term !== term || !held.days) continue;
      const apart = daysApart(held.days, days);
      if (apart === undefined || apart > NEAR_DAYS_MAX || apart >= (found?.apart ?? Infinity)) continue;
      if (this.log.between(term, held.asOf, generation)?.size !== 0) continue;
      found = { value: held.value, days: held.days, apart };
    }
    return found;
  }

  /** For a view: what is worked out of `inputs` and nothing else. `sizeOf` gives about how many units it holds. */
  async remember<T extends object>(
    generation: number,
    name: string,
    inputs: readonly object[],
    sizeOf: (value: T) => number,
    make: () => Promise<T>,
  ): Promise<T> {
    const held = this.find(name, inputs);
    if (held) return held.value as T;
    const value = await make();
    this.put(name, { term: '', days: undefined, inputs, value, size: sizeOf(value), asOf: generation });
    return value;
  }

  private find(name: string, inputs: readonly object[]): Held | undefined {
    const held = this.held.get(name);
    return held && isSame(held.inputs, inputs) ? held : undefined;
  }

  /** What a later moment has brought stays. */
  private put(name: string, next: Held): void {
    if ((this.held.peek(name)?.asOf ?? -1) <= next.asOf) this.held.set(name, next);
  }

  private async look(tx: Sql): Promise<void> {
    const { moment, changes } = await this.watch.look(tx);
    if (changes.everything || changes.units.size > 0) this.log.append(changes);
    this.watch.seen(moment);
  }
}

interface Near {
  readonly value: object;
  readonly days: WindowDays;
}

function isSame(inputs: readonly object[], others: readonly object[]): boolean {
  return inputs.length === others.length && inputs.every((input, index) => input === others[index]);
}

/** What is kept, as one snapshot may see it. */
export class KeptView {
  constructor(
    private readonly kept: KeptReadings,
    private readonly generation: number,
  ) {}

  get unit(): string {
    return this.kept.unit;
  }

  keep<T extends object>(source: Source<T>): Promise<T> {
    return this.kept.keep(this.generation, source);
  }

  /** The same object as long as nothing that is noted under this key has changed. */
  unchanged(key: string): Promise<object> {
    const source = { name: key, term: key, inputs: [], sizeOf: () => 1, patch: null };
    return this.keep<object>({ ...source, read: () => Promise.resolve({}) });
  }

  remember<T extends object>(
    name: string,
    inputs: readonly object[],
    sizeOf: (value: T) => number,
    make: () => Promise<T>,
  ): Promise<T> {
    return this.kept.remember(this.generation, name, inputs, sizeOf, make);
  }
}
