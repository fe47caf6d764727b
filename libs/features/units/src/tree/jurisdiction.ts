import { Inject, Injectable } from '@nestjs/common';
import { isWithin, SilianError } from '#core/kernel';
import { Clock } from '#platform/config';
import type { Caller } from '#platform/identity';
import { UnitTree } from './unit-tree.js';

/** Who may act for which unit today. By the code, and by what a unit that has been closed goes on as. */
@Injectable()
export class Jurisdiction {
  constructor(
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** True where `unit` belongs to `ancestor`: a signer may sign its log, a caller may see it. */
  covers(ancestor: string, unit: string): boolean {
    return this.tree.dated.succession.covers(ancestor, unit, this.clock.today());
  }

  /** True where `sender` may pass the log of `unit` on, since it is or was above it. */
  relays(sender: string, unit: string): boolean {
    return this.tree.dated.succession.relays(sender, unit, this.clock.today());
  }

  /**
   * True where the node of `nodeUnit` writes the log of `unit`, as long as no node below does. A log has one writer: that
   * of a closed unit stays with the node that had it, that of a new one is written where the node's own unit goes on.
   */
  entersFor(nodeUnit: string, unit: string): boolean {
    if (isWithin(unit, nodeUnit)) return true;
    const heir = this.tree.dated.succession.heirOn(nodeUnit, this.clock.today());
    return heir !== undefined && isWithin(unit, heir);
  }

  /** Throws `scope_exceeded` where the unit does not belong to the caller's. */
  assertScope(caller: Caller, unit: string): void {
    if (!this.covers(caller.unit, unit)) throw new SilianError('scope_exceeded', { unit });
  }
}
