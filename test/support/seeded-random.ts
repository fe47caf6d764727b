/** Numbers that look random and are the same for the same seed (mulberry32). */
export class SeededRandom {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new TypeError('there is nothing to pick from');
    return item;
  }

  /** A day, often the first or last of a month. */
  day(fromYear: number, toYear: number): string {
    const year = this.between(fromYear, toYear);
    const month = this.between(1, 12);
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
    const day = this.chance(0.4) ? this.pick([1, last]) : this.between(1, last);
    return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  }
}

/** The run's seed: given as TEST_SEED to repeat a run, else new every time. */
export function runSeed(): number {
  return Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31);
}
