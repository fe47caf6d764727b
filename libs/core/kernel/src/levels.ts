/** The four administrative levels, from the top down. A level's index is its rank. */
export const LEVELS = ['city', 'district', 'street', 'community'] as const;
export type Level = (typeof LEVELS)[number];

/** 0 for city … 3 for community: a smaller rank is higher up the tree. */
export function levelRank(level: Level): number {
  return LEVELS.indexOf(level);
}

export function isLevel(value: unknown): value is Level {
  return LEVELS.includes(value as Level);
}

/** True where data declared to travel up to `height` may be held or seen at `level`. */
export function mayReach(height: Level, level: Level): boolean {
  return levelRank(level) >= levelRank(height);
}
