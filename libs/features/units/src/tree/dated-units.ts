import { deriveStreetKind, deriveUnitKind, unitLevel, type Day } from '#core/kernel';
import { Succession, type ReorganisationPlan, type SuccessionLink } from '#core/reorganisation';
import type { DatedUnitRow } from '#platform/storage';
import { UnitIndex } from './unit-index.js';

/** Pictures of days that were asked for lately: a report over many years must not hold a tree for each of them. */
const PICTURES_MAX = 8;

/**
 * The tree of every day, unchanging. A list of units says what there is, not since when: the tree of the first day holds
 * for all days before it.
 */
export class DatedUnits {
  private readonly rowsOf = new Map<string, DatedUnitRow[]>();
  /** The days on which the tree becomes another one, in their order. */
  private readonly turns: readonly Day[];
  private readonly pictures = new Map<Day, UnitIndex>();
  private everKnown: UnitIndex | undefined;

  constructor(
    readonly rows: readonly DatedUnitRow[],
    private readonly links: readonly SuccessionLink[],
    readonly succession = new Succession(links),
  ) {
    for (const row of rows) {
      const held = this.rowsOf.get(row.code);
      if (held) held.push(row);
      else this.rowsOf.set(row.code, [row]);
    }
    const days = rows.flatMap(({ validFrom, validTo }) =>
      validTo === null ? validFrom : [validFrom, validTo],
    );
    this.turns = [...new Set(days)].sort();
  }

  /** The tree as it stands on a day. */
  on(day: Day): UnitIndex {
    const turn = this.turns.findLast((first) => first <= day) ?? this.turns[0] ?? day;
    const known = this.pictures.get(turn);
    if (known) return known;
    const standing = this.rows.filter(
      (row) => row.validFrom <= turn && (row.validTo === null || row.validTo > turn),
    );
    const picture = new UnitIndex(standing);
    const [oldest] = this.pictures.keys();
    if (this.pictures.size >= PICTURES_MAX && oldest !== undefined) this.pictures.delete(oldest);
    this.pictures.set(turn, picture);
    return picture;
  }

  /** True for every unit that is there on any day, past or to come. */
  knows(code: string): boolean {
    return this.rowsOf.has(code);
  }

  /** The first day on which a known unit is no longer there; null where none is known. */
  endOf(code: string): Day | null {
    return this.rowsOf.get(code)?.at(-1)?.validTo ?? null;
  }

  /** Every unit of any day, as it was or will be last: what a unit is follows from its code, only its name changes. */
  get ever(): UnitIndex {
    this.everKnown ??= new UnitIndex([...this.rowsOf.values()].flatMap((rows) => rows.at(-1) ?? []));
    return this.everKnown;
  }

  /** The same tree with a reorganisation that is not applied to it. */
  with(plan: ReorganisationPlan): DatedUnits {
    const { ended, begun } = changedRows(this.rows, plan);
    const rows = this.rows.map((row) =>
      row.validTo === null && ended.has(row.code) ? { ...row, validTo: plan.effectiveOn } : row,
    );
    return new DatedUnits([...rows, ...begun], [...this.links, ...linksOf(plan)]);
  }
}

export function linksOf({ closed, effectiveOn }: ReorganisationPlan): SuccessionLink[] {
  return closed.map(({ code, successor, alone }) => ({ code, effectiveOn, successor, alone }));
}

/** The units whose newest row ends on the day, and the rows that begin on it. */
export function changedRows(
  rows: readonly DatedUnitRow[],
  { effectiveOn, opened, closed, renamed }: ReorganisationPlan,
): { readonly ended: ReadonlySet<string>; readonly begun: readonly DatedUnitRow[] } {
  const newest = new Map(rows.map((row) => [row.code, row]));
  const ended = new Set([...closed, ...renamed].map(({ code }) => code));
  const begun = opened.map(({ code, name, moved }) =>
    beginning(code, name, effectiveOn, newest.get(moved ?? '')),
  );
  for (const { code, name } of renamed) {
    const row = newest.get(code);
    if (row) begun.push({ ...row, name, validFrom: effectiveOn, validTo: null });
  }
  return { ended, begun };
}

/** The code says what a unit is; what was corrected by hand goes along with a unit that moves. */
function beginning(
  code: string,
  name: string,
  validFrom: Day,
  moved: DatedUnitRow | undefined,
): DatedUnitRow {
  const level = unitLevel(code) ?? 'community';
  const corrected = moved?.kindCorrected ?? false;
  return {
    code,
    name,
    level,
    kind: corrected && moved ? moved.kind : (deriveUnitKind(code) ?? null),
    kindCorrected: corrected,
    streetKind: level === 'street' ? (deriveStreetKind(code) ?? null) : null,
    seat: moved?.seat ?? false,
    validFrom,
    validTo: null,
  };
}
