import type { Random } from './random.js';

/** Ids of records that exist already and may be pointed to. */
export interface RefPool {
  pick(type: string, unit: string, random: Random): string | undefined;
}

export interface GrowingRefPool extends RefPool {
  add(type: string, unit: string, id: string): void;
}

/** Bounds what a long run keeps in memory; older records are as good to point to as newer ones. */
const IDS_PER_UNIT_AND_TYPE_MAX = 50;
const CODE_LENGTHS = [12, 9, 6, 4, 2] as const;

/** Remembers ids by type and unit. A unit finds its own records first, then those of the units above it. */
export function createRefPool(): GrowingRefPool {
  const ids = new Map<string, string[]>();
  return {
    add: (type, unit, id) => {
      const key = `${type} ${unit}`;
      const known = ids.get(key);
      if (!known) ids.set(key, [id]);
      else if (known.length < IDS_PER_UNIT_AND_TYPE_MAX) known.push(id);
    },
    pick: (type, unit, random) => {
      for (const length of CODE_LENGTHS) {
        if (length > unit.length) continue;
        const known = ids.get(`${type} ${unit.slice(0, length)}`);
        if (known) return random.pick(known);
      }
      return undefined;
    },
  };
}
