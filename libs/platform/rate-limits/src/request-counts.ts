import { LRUCache } from 'lru-cache';
import { KEYS_MAX, WINDOW_MS } from './limits.js';

/** Requests under one key in one window. */
interface Count {
  /** As far as this process knows. */
  requests: number;
  /** Those that the others have not been told of. */
  untold: number;
  endsAtMs: number;
}

export interface Standing {
  readonly admitted: boolean;
  /** How many more may come. */
  readonly left: number;
  readonly endsInMs: number;
}

/** What the others are told: how many more there were under a key. */
export interface Told {
  readonly key: string;
  readonly requests: number;
  readonly endsInMs: number;
  readonly count: Count;
}

/**
 * Counts requests by keys, in windows that begin with a key's first request, and adds up what other processes have counted. What
 * was not told while a window lasted is forgotten with it: nobody is refused for the minutes in which nobody could be told.
 */
export class RequestCounts {
  private readonly counts: LRUCache<string, Count>;

  constructor(keysMax = KEYS_MAX) {
    this.counts = new LRUCache({ max: keysMax });
  }

  /** Counts a request where there were fewer than `max`; one that is refused is not counted. */
  take(key: string, max: number, nowMs: number): Standing {
    const count = this.current(key, nowMs);
    const admitted = count.requests < max;
    if (admitted) add(count, 1);
    return { admitted, left: Math.max(0, max - count.requests), endsInMs: count.endsAtMs - nowMs };
  }

  /** Counts one less: it was not one of those that are counted. */
  giveBack(key: string, nowMs: number): void {
    const count = this.current(key, nowMs);
    if (count.requests > 0) add(count, -1);
  }

  /** What the others have not heard of yet. From here on it counts as told. */
  tell(nowMs: number, atOnceMax: number): Told[] {
    const told: Told[] = [];
    for (const [key, count] of this.counts.entries()) {
      if (told.length >= atOnceMax) break;
      if (count.untold === 0 || count.endsAtMs <= nowMs) continue;
      told.push({ key, requests: count.untold, endsInMs: count.endsAtMs - nowMs, count });
      count.untold = 0;
    }
    return told;
  }

  /** It could not be told after all. */
  notTold(told: readonly Told[]): void {
    for (const { requests, count } of told) count.untold += requests;
  }

  /** Takes over what all processes have counted under a key, unless its window has ended here meanwhile. */
  learn({ key, count }: Told, requests: number, endsAtMs: number): void {
    if (this.counts.peek(key) !== count) return;
    count.requests = requests + count.untold;
    count.endsAtMs = endsAtMs;
  }

  private current(key: string, nowMs: number): Count {
    const held = this.counts.get(key);
    if (held && held.endsAtMs > nowMs) return held;
    const begun = { requests: 0, untold: 0, endsAtMs: nowMs + WINDOW_MS };
    this.counts.set(key, begun);
    return begun;
  }
}

function add(count: Count, requests: number): void {
  count.requests += requests;
  count.untold += requests;
}
