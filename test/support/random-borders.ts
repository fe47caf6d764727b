import { communitiesOf } from './link-log.js';
import type { Body } from './node-api.js';
import { TRIED_UNITS } from './random-drafts.js';
import type { SeededRandom } from './seeded-random.js';

/** One closed unit, as a list on paper would have it. */
export interface ClosedLine {
  readonly code: string;
  readonly day: string;
  readonly successor: string;
}

export interface ReorganisationBody {
  readonly effectiveOn: string;
  readonly title: string;
  readonly changes: readonly Body[];
}

const STREETS = ['140502001', '140502002', '140502100', '140581001', '140581002'];

/**
 * The tree as somebody would keep it by hand: which codes there are from when to when, and a list of what goes on as
 * what. It shares nothing with the product, and is as slow as it is plain.
 */
export class HandKeptTree {
  readonly closed: ClosedLine[] = [];
  private readonly begins = new Map<string, string>();
  private readonly ends = new Map<string, string>();
  /** The units that are tried, with those that they have become; streets of which one may move. */
  readonly pool = new Set<string>([...Object.values(TRIED_UNITS).flat(), ...STREETS]);

  constructor(private readonly random: SeededRandom) {
    const communities = communitiesOf('1405');
    for (const length of [4, 6, 9, 12]) {
      for (const code of communities) this.begins.set(code.slice(0, length), '');
    }
  }

  there(code: string, day: string): boolean {
    const begin = this.begins.get(code);
    return begin !== undefined && begin <= day && !((this.ends.get(code) ?? '9999') <= day);
  }

  successor(code: string, day: string): string {
    const line = this.closed.find((closed) => closed.code === code && closed.day <= day);
    return line ? this.successor(line.successor, day) : code;
  }

  /**
   * Where the records of a unit count on a day: before it began, in the unit as which it had been there, as long as that
   * is one alone.
   */
  placeOn(code: string, day: string): string {
    const began = this.begins.get(code) ?? '';
    const origins = this.closed.filter(
      (line) => line.successor === code && line.day === began && line.code.length === code.length,
    );
    const [origin] = origins;
    if (origin && origins.length === 1 && day < began) return this.placeOn(origin.code, day);
    return this.successor(code, day);
  }

  /** Units of the pool that have as many digits. */
  peers(code: string): string[] {
    return [...this.pool].filter((other) => other.length === code.length);
  }

  /** A change that the tree allows on the day, which is behind all days before; kept as if it had been applied. */
  next(
    kind: 'move' | 'move-street' | 'merge' | 'join' | 'split' | 'abolish' | 'rename',
    day: string,
  ): ReorganisationBody {
    const changes = this.change(kind, day);
    return { effectiveOn: day, title: `${kind} ${day}`, changes };
  }

  private change(kind: string, day: string): Body[] {
    if (kind === 'move-street') return this.moveStreet(day);
    const open = this.standing(12);
    const one = this.random.pick(open);
    const fresh = (): string => this.freshCommunity(day);
    if (kind === 'rename') return [{ kind, code: one, name: `更名 ${day}` }];
    if (kind === 'abolish') {
      this.close(one, day, one.slice(0, 9));
      return [{ kind, code: one }];
    }
    if (kind === 'move') {
      const to = fresh();
      this.close(one, day, to);
      return [{ kind, from: one, to }];
    }
    const other = this.random.pick(open.filter((code) => code !== one));
    if (kind === 'join') {
      this.close(one, day, other);
      return [{ kind: 'merge', from: [one], into: other }];
    }
    const into = fresh();
    if (kind === 'merge') {
      for (const code of [one, other]) this.close(code, day, into);
      return [{ kind, from: [one, other], into, name: '合并' }];
    }
    const second = fresh();
    this.close(one, day, second);
    const parts = [into, second].map((code) => ({ code, name: `分设 ${code}` }));
    return [{ kind, from: one, into: parts, principal: second }];
  }

  /** Whole, with everything below it. */
  private moveStreet(day: string): Body[] {
    const from = this.random.pick(this.standing(9));
    const to = this.freshCode(this.random.pick(['140502', '140581', '140521']), 9, day);
    for (const code of [...this.begins.keys()]) {
      if (code === from || !code.startsWith(from) || this.ends.has(code)) continue;
      const moved = to + code.slice(9);
      this.begins.set(moved, day);
      this.close(code, day, moved);
    }
    this.close(from, day, to);
    return [{ kind: 'move', from, to }];
  }

  private standing(length: number): string[] {
    return [...this.pool].filter((code) => code.length === length && !this.ends.has(code));
  }

  private freshCommunity(day: string): string {
    return this.freshCode(this.random.pick(this.standing(9)), 12, day);
  }

  private freshCode(parent: string, length: number, day: string): string {
    for (;;) {
      const digits = String(this.random.between(1, 599)).padStart(3, '0');
      const code = (parent + digits).slice(0, length);
      if (this.begins.has(code)) continue;
      this.begins.set(code, day);
      this.pool.add(code);
      return code;
    }
  }

  private close(code: string, day: string, successor: string): void {
    this.ends.set(code, day);
    this.closed.push({ code, day, successor });
    if (this.pool.has(code)) this.pool.add(successor);
  }
}
