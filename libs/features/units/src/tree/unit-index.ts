import { codeRange, parentUnit } from '#core/kernel';
import type { UnitRow } from '#platform/storage';

/** An unchanging picture of one tree, for look-ups without a query. */
export class UnitIndex {
  readonly root: UnitRow | undefined;
  private readonly sorted: readonly UnitRow[];
  private readonly byCode: ReadonlyMap<string, UnitRow>;
  private readonly byParent: ReadonlyMap<string, readonly UnitRow[]>;

  constructor(rows: readonly UnitRow[]) {
    this.sorted = [...rows].sort((a, b) => (a.code < b.code ? -1 : 1));
    this.root = this.sorted.find((unit) => unit.level === 'city');
    this.byCode = new Map(this.sorted.map((unit) => [unit.code, unit]));
    this.byParent = groupByParent(this.sorted, this.root?.code ?? '');
  }

  get size(): number {
    return this.sorted.length;
  }

  find(code: string): UnitRow | undefined {
    return this.byCode.get(code);
  }

  /** In the order of their codes; empty below a community and for an unknown code. */
  children(code: string): readonly UnitRow[] {
    return this.byParent.get(code) ?? [];
  }

  /** All units whose code begins with `prefix`, in the order of their codes: a parent before its children. */
  subtree(prefix: string): readonly UnitRow[] {
    return this.sorted.slice(
      ...codeRange(this.sorted.length, (index) => this.sorted[index]?.code ?? '', prefix),
    );
  }

  /** From the root down to the unit itself. */
  path(unit: UnitRow): readonly UnitRow[] {
    const parent = this.root && this.find(parentUnit(unit.code, this.root.code) ?? '');
    return parent ? [...this.path(parent), unit] : [unit];
  }
}

function groupByParent(sorted: readonly UnitRow[], root: string): Map<string, UnitRow[]> {
  const groups = new Map<string, UnitRow[]>();
  for (const unit of sorted) {
    const parent = parentUnit(unit.code, root);
    if (parent === undefined) continue;
    const siblings = groups.get(parent);
    if (siblings) siblings.push(unit);
    else groups.set(parent, [unit]);
  }
  return groups;
}
