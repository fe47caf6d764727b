/** A group that is smaller than this is not told apart above the reach of its records. */
export const GROUP_RECORDS_MIN = 3;

/** What one cell of a row says: a value that `count` persons or things stand behind. */
export interface Group {
  readonly dims: string;
  readonly value: bigint;
  /** What is protected: how many are counted, or how many records are summed up. */
  readonly count: number;
}

export interface Shown<G extends Group> {
  readonly groups: readonly G[];
  /** True where groups are left out: what is not shown may still be there. */
  readonly hidden: boolean;
}

/**
 * The groups of a row that may rise beside its total. Small groups stay, and with them so many of the next larger ones that
 * those left out differ in size, and all of a size. So they may be exchanged for one another without anybody above seeing it,
 * and none of them can be worked out from the total and the rest. Where that takes all of them, the total rises alone.
 */
export function withoutSmallGroups<G extends Group>(groups: readonly G[]): Shown<G> {
  const present = groups.filter(({ count }) => count > 0);
  const sizes = [...new Set(present.map(({ count }) => count))].sort((one, other) => one - other);
  const small = sizes.filter((size) => size < GROUP_RECORDS_MIN).length;
  if (small === 0) return { groups: present, hidden: false };
  const sizesLeft = Math.max(small, 2);
  const kept = new Set(sizes.slice(sizesLeft));
  return { groups: present.filter(({ count }) => kept.has(count)), hidden: true };
}
