import { isWithin, parentUnit, SilianError, type Day } from '#core/kernel';
import type { Change, Reorganisation } from './document.js';

/** A unit as the tree holds it: one row for each span of days in which it was called the same. */
export interface StoredUnit {
  readonly code: string;
  readonly name: string;
  readonly validFrom: Day;
  /** The first day on which this row no longer holds; null while it does. */
  readonly validTo: Day | null;
}

export interface OpenedUnit {
  readonly code: string;
  readonly name: string;
  /** The unit that goes on whole under this code and keeps what was corrected by hand. */
  readonly moved: string | null;
}

export interface ClosedUnit {
  readonly code: string;
  readonly name: string;
  readonly successor: string;
  /** True where the successor begins with this unit's records and nobody else's. */
  readonly alone: boolean;
}

export interface RenamedUnit {
  readonly code: string;
  readonly before: string;
  readonly name: string;
}

/** What a reorganisation does to one tree, with every unit named. */
export interface ReorganisationPlan {
  readonly effectiveOn: Day;
  readonly opened: readonly OpenedUnit[];
  readonly closed: readonly ClosedUnit[];
  readonly renamed: readonly RenamedUnit[];
}

/**
 * Expands a document over a tree; throws `reorganisation_conflict` with the place and the rule where the tree, or what
 * was applied to it before, does not allow it.
 *
 * One rule for what lies below: a unit below one that is closed must go, too. A change names it, or the move of the
 * nearest moved unit above it carries it along: its new code is the new code above with the digits that it had.
 */
export function planReorganisation(
  { effectiveOn, changes }: Reorganisation,
  units: readonly StoredUnit[],
  root: string,
): ReorganisationPlan {
  const planner = new Planner(effectiveOn, units, root);
  for (const [index, change] of changes.entries()) planner.take(change, `changes[${index}]`);
  planner.carryAlong();
  return planner.finish();
}

interface Opening extends OpenedUnit {
  readonly path: string;
}

/** `successor` is undefined for a unit that is abolished: who goes on is known when all changes are. */
interface Closing {
  readonly code: string;
  readonly name: string;
  readonly successor: string | undefined;
  readonly path: string;
}

class Planner {
  /** The newest row of every code that was ever there. */
  private readonly newest = new Map<string, StoredUnit>();
  private readonly opened = new Map<string, Opening>();
  private readonly closed = new Map<string, Closing>();
  private readonly renamed = new Map<string, RenamedUnit>();
  /** Units that others go on with and that no change opens by itself. */
  private readonly expected: { readonly code: string; readonly path: string }[] = [];
  private readonly moves = new Map<string, { readonly to: string; readonly path: string }>();

  constructor(
    private readonly day: Day,
    units: readonly StoredUnit[],
    private readonly root: string,
  ) {
    for (const unit of units) {
      const held = this.newest.get(unit.code);
      if (!held || held.validFrom < unit.validFrom) this.newest.set(unit.code, unit);
    }
  }

  take(change: Change, path: string): void {
    switch (change.kind) {
      case 'create':
        return this.open(change.code, change.name, null, `${path}.code`);
      case 'rename':
        return this.rename(change.code, change.name, `${path}.code`);
      case 'move': {
        const { name } = this.close(change.from, change.to, `${path}.from`);
        this.moves.set(change.from, { to: change.to, path });
        return this.open(change.to, change.name ?? name, change.from, `${path}.to`);
      }
      case 'merge':
        for (const [index, code] of change.from.entries())
          this.close(code, change.into, `${path}.from[${index}]`);
        return this.openNamed(change.into, change.name, `${path}.into`);
      case 'split':
        this.close(change.from, change.principal, `${path}.from`);
        for (const [index, { code, name }] of change.into.entries()) {
          this.openNamed(code, name, `${path}.into[${index}].code`);
        }
        return;
      case 'abolish':
        this.close(change.code, undefined, `${path}.code`);
    }
  }

  /** Gives units below a moved one that no change names their new codes. */
  carryAlong(): void {
    for (const unit of [...this.newest.values()]) {
      if (!this.stands(unit) || this.closed.has(unit.code)) continue;
      const above = this.nearestMoved(unit.code);
      if (above === undefined) continue;
      const { to, path } = above.move;
      const code = to + unit.code.slice(above.code.length);
      if (this.renamed.has(unit.code)) {
        throw conflict(path, `unit ${unit.code} goes along: give it its new name by a move of its own`);
      }
      this.close(unit.code, code, path);
      this.open(code, unit.name, unit.code, path);
    }
  }

  finish(): ReorganisationPlan {
    const closed = [...this.closed.values()].map((closing) => ({
      ...closing,
      successor: this.successorOf(closing),
    }));
    const heirs = new Map<string, number>();
    for (const { code, successor, path } of closed) {
      this.assertGoesOn(successor, path);
      if (isPeer(code, successor)) heirs.set(successor, (heirs.get(successor) ?? 0) + 1);
    }
    for (const { code, path } of this.expected) this.assertGoesOn(code, path);
    this.assertParents();
    return {
      effectiveOn: this.day,
      opened: [...this.opened.values()].map(({ code, name, moved }) => ({ code, name, moved })),
      closed: closed.map(({ code, name, successor }) => {
        const alone = isPeer(code, successor) && heirs.get(successor) === 1 && this.opened.has(successor);
        return { code, name, successor, alone };
      }),
      renamed: [...this.renamed.values()],
    };
  }

  private open(code: string, name: string, moved: string | null, path: string): void {
    if (!isWithin(code, this.root)) throw conflict(path, `unit ${code} is not within ${this.root}`);
    if (this.newest.has(code))
      throw conflict(path, `code ${code} has been used: a unit that begins gets a new one`);
    const earlier = this.opened.get(code);
    if (earlier) throw conflict(path, `unit ${code} begins at ${earlier.path} already`);
    this.opened.set(code, { code, name, moved, path });
  }

  /** Without a name the unit has to be there, which is seen when all changes are known. */
  private openNamed(code: string, name: string | undefined, path: string): void {
    if (name !== undefined) this.open(code, name, null, path);
    else this.expected.push({ code, path });
  }

  private close(code: string, successor: string | undefined, path: string): StoredUnit {
    const unit = this.requireStanding(code, path);
    const earlier = this.closed.get(code);
    if (earlier) throw conflict(path, `unit ${code} is closed at ${earlier.path} already`);
    this.closed.set(code, { code, name: unit.name, successor, path });
    return unit;
  }

  private rename(code: string, name: string, path: string): void {
    const unit = this.requireStanding(code, path);
    if (this.renamed.has(code)) throw conflict(path, `unit ${code} is renamed twice`);
    this.renamed.set(code, { code, before: unit.name, name });
  }

  /** The unit has to be there before the day, and nothing that was applied may end or change it later. */
  private requireStanding(code: string, path: string): StoredUnit {
    const unit = this.newest.get(code);
    if (!unit) throw conflict(path, `unit ${code} is not known`);
    if (unit.validTo !== null) throw conflict(path, `unit ${code} is closed from ${unit.validTo} on`);
    if (unit.validFrom >= this.day) {
      throw conflict(
        path,
        `unit ${code} begins or changes on ${unit.validFrom}, which is not before ${this.day}`,
      );
    }
    return unit;
  }

  private stands(unit: StoredUnit): boolean {
    return unit.validTo === null && unit.validFrom <= this.day;
  }

  private nearestMoved(code: string) {
    for (let above = this.parentOf(code); above !== undefined; above = this.parentOf(above)) {
      const move = this.moves.get(above);
      if (move) return { code: above, move };
    }
    return undefined;
  }

  private successorOf({ code, successor }: Closing): string {
    if (successor !== undefined) return successor;
    const parent = this.parentOf(code) ?? this.root;
    const closing = this.closed.get(parent);
    return closing ? this.successorOf(closing) : parent;
  }

  /** Records must not go on with a unit that is not there. */
  private assertGoesOn(code: string, path: string): void {
    if (this.opened.has(code)) return;
    const unit = this.newest.get(code);
    if (!unit) throw conflict(path, `unit ${code} is not known; give a name where it begins`);
    if (!this.stands(unit)) throw conflict(path, `unit ${code} is not there on ${this.day}`);
    const closing = this.closed.get(code);
    if (closing) throw conflict(path, `unit ${code} is closed at ${closing.path}`);
  }

  private assertParents(): void {
    for (const { code, path } of this.opened.values()) {
      const parent = this.parentOf(code) ?? this.root;
      if (!this.opened.has(parent)) this.assertParentStands(code, parent, path);
    }
    for (const unit of this.newest.values()) {
      if (unit.validTo !== null || this.closed.has(unit.code)) continue;
      const parent = this.closed.get(this.parentOf(unit.code) ?? '');
      if (parent)
        throw conflict(parent.path, `unit ${unit.code} below ${parent.code} stays behind: move it, too`);
    }
  }

  private assertParentStands(code: string, parent: string, path: string): void {
    const unit = this.newest.get(parent);
    if (unit && this.stands(unit) && !this.closed.has(parent)) return;
    throw conflict(path, `the unit ${parent} above ${code} is not there on ${this.day}`);
  }

  private parentOf(code: string): string | undefined {
    return parentUnit(code, this.root);
  }
}

/** A community that ends in its street makes the street no other one: only units of one level compete. */
function isPeer(code: string, successor: string): boolean {
  return code.length === successor.length;
}

function conflict(path: string, rule: string): SilianError {
  return new SilianError('reorganisation_conflict', { path, rule });
}
