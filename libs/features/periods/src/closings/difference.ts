import type { Reading } from '#features/reporting';

/** Of a reading only what a closing compares: whatever else it holds is kept, and may become more. */
export type FrozenReading = Pick<Reading, 'value' | 'terms'> & {
  readonly children: readonly (Pick<Reading, 'value' | 'terms'> & {
    readonly unit: string;
    readonly name: string;
  })[];
};

type Figure = Pick<Reading, 'value' | 'terms'>;

export interface Compared {
  /** null: not known then. */
  readonly frozen: number | null;
  /** null: not known now. */
  readonly live: number | null;
  /** live − frozen; null where one of them is not known. */
  readonly difference: number | null;
  /** True where the value or a term is another one. */
  readonly differs: boolean;
}

export function compareFigures(frozen: Figure | undefined, live: Figure | undefined): Compared {
  const [before, now] = [frozen?.value ?? null, live?.value ?? null];
  return {
    frozen: before,
    live: now,
    difference: before === null || now === null ? null : now - before,
    differs: before !== now || !equalTerms(frozen?.terms ?? {}, live?.terms ?? {}),
  };
}

/** Terms that only one of them has are not compared: the catalogue may have changed what an indicator is made of. */
function equalTerms(frozen: Figure['terms'], live: Figure['terms']): boolean {
  return Object.entries(frozen).every(([name, value]) => !(name in live) || live[name] === value);
}

/** The units right below whose figure is another one. */
export function changedChildren(frozen: FrozenReading, live: FrozenReading | undefined) {
  const before = new Map(frozen.children.map((child) => [child.unit, child]));
  const now = new Map((live?.children ?? []).map((child) => [child.unit, child]));
  return [...new Set([...before.keys(), ...now.keys()])].sort().flatMap((unit) => {
    const compared = compareFigures(before.get(unit), now.get(unit));
    const name = now.get(unit)?.name ?? before.get(unit)?.name ?? unit;
    return compared.differs ? [{ unit, name, ...compared }] : [];
  });
}
