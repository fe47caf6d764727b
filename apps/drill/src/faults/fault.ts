import type { Tier } from '../stage/index.js';

/** What a fault happens to. */
export interface Scene {
  readonly tier: Tier;
  /** The tier above; the top has none. */
  readonly parent: Tier | undefined;
  /** How long the fault lasts where it is one that lasts. */
  readonly outageMs: number;
}

/** One way in which things go wrong. */
export interface Fault {
  readonly name: string;
  /** What a tier must have so that this can happen to it. */
  readonly needs: 'node' | 'link' | 'redis' | 'children';
  /** True where the tier above is broken as well: it must be left alone by other faults meanwhile. */
  readonly touchesParent?: boolean;
  /** Breaks and mends again; false where there was no moment to do so. */
  readonly happen: (scene: Scene) => Promise<boolean>;
}
