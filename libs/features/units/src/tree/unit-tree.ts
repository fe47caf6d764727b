import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SilianError, unitLevel } from '#core/kernel';
import { Clock } from '#platform/config';
import { Database, unitsOn, type UnitRow } from '#platform/storage';
import { UnitIndex } from './unit-index.js';

/**
 * Today's administrative tree in memory: every record and every number asks it, and it changes a few times a year.
 * The largest city has 12,340 units, some 5 MB. A unit that begins later is seen from the first reload on its day.
 */
@Injectable()
export class UnitTree implements OnModuleInit {
  private index = new UnitIndex([]);
  private reloadsStarted = 0;
  private reloadShown = 0;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): Promise<void> {
    return this.reload();
  }

  /** Reads the tree anew. Readers see the old picture or the new one, never a mixture. */
  async reload(): Promise<void> {
    const turn = ++this.reloadsStarted;
    const index = new UnitIndex(await unitsOn(this.database.sql, this.clock.today()));
    // Of two reloads at once, the one that read earlier may come back later: it must not win.
    if (turn < this.reloadShown) return;
    this.index = index;
    this.reloadShown = turn;
  }

  get size(): number {
    return this.index.size;
  }

  get root(): UnitRow {
    if (!this.index.root) throw new Error('The tree of units is empty: load a units file first');
    return this.index.root;
  }

  find(code: string): UnitRow | undefined {
    return this.index.find(code);
  }

  /** The unit, or the error that says why there is none. */
  require(code: string): UnitRow {
    if (!unitLevel(code)) throw new SilianError('unit_code_invalid', { unit: code });
    const unit = this.find(code);
    if (!unit) throw new SilianError('unit_unknown', { unit: code });
    return unit;
  }

  /** The units right below; for a municipality those are its counties. */
  children(code: string): readonly UnitRow[] {
    return this.index.children(code);
  }

  /** The unit and all below it; any prefix will do. */
  subtree(prefix: string): readonly UnitRow[] {
    return this.index.subtree(prefix);
  }

  /** From the root down to the unit itself. */
  path(code: string): readonly UnitRow[] {
    return this.index.path(this.require(code));
  }
}
