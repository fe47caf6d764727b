import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { SilianError, unitLevel, type Day } from '#core/kernel';
import { Clock } from '#platform/config';
import { allUnits, Database, readSuccession, treeVersion, type UnitRow } from '#platform/storage';
import { DatedUnits } from './dated-units.js';
import type { UnitIndex } from './unit-index.js';

/** A change that another process made is seen after this time at the latest. One row is read for it. */
const LOOK_EVERY_MS = 2_000;

/**
 * The administrative tree in memory, of all days: every record and every number asks it, and it changes a few times a
 * year. The largest city has 12,340 units, some 5 MB. What is asked without a day is asked for today, and today is
 * looked up at every question: a unit that begins on some day is seen on it.
 */
@Injectable()
export class UnitTree implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('UnitTree');
  private readonly listeners: (() => Promise<void>)[] = [];
  private units = new DatedUnits([], []);
  private version = '';
  private reloadsStarted = 0;
  private reloadShown = 0;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.reload();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Calls back after each reload that brought another tree. */
  onChange(listener: () => Promise<void>): void {
    this.listeners.push(listener);
  }

  /** Reads the tree anew. Readers see the old picture or the new one, never a mixture. */
  async reload(): Promise<void> {
    const turn = ++this.reloadsStarted;
    const { version, units, links } = await this.database.snapshot(async (tx) => ({
      version: await treeVersion(tx),
      units: await allUnits(tx),
      links: await readSuccession(tx),
    }));
    // Of two reloads at once, the one that read earlier may come back later: it must not win.
    if (turn < this.reloadShown) return;
    this.units = new DatedUnits(units, links);
    this.reloadShown = turn;
    if (this.version === version) return;
    for (const listener of this.listeners) await listener();
    // Last, so that a listener that failed is called again at the next look.
    this.version = version;
  }

  /** Reloads where another process has changed the tree. A database that does not answer is asked again, once at a time. */
  async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      if ((await treeVersion(this.database.sql)) !== this.version) await this.reload();
    } catch (error) {
      this.logger.debug({ msg: 'tree not looked at', code: (error as { code?: unknown } | null)?.code });
    } finally {
      this.looking = false;
    }
  }

  /** The trees of all days as they are known now. */
  get dated(): DatedUnits {
    return this.units;
  }

  get size(): number {
    return this.today.size;
  }

  get root(): UnitRow {
    if (!this.today.root) throw new Error('The tree of units is empty: load a units file first');
    return this.today.root;
  }

  find(code: string): UnitRow | undefined {
    return this.today.find(code);
  }

  findOn(code: string, day: Day): UnitRow | undefined {
    return this.units.on(day).find(code);
  }

  /** True for a unit that is there on any day: its records are known, also where it has been closed. */
  knows(code: string): boolean {
    return this.units.knows(code);
  }

  /** The unit of today, or the error that says why there is none. */
  require(code: string): UnitRow {
    return this.requireOn(code, this.clock.today());
  }

  /** The unit of a day, or the error that says why there is none and which one goes on for it. */
  requireOn(code: string, day: Day): UnitRow {
    this.requireKnown(code);
    const unit = this.findOn(code, day);
    if (unit) return unit;
    const on = this.units.endOf(code);
    if (on === null || on > day) throw new SilianError('unit_not_valid_on', { unit: code, day });
    throw new SilianError('unit_closed', { unit: code, on, successor: this.successorOn(code, day) });
  }

  /** Throws for a code that no unit ever had. */
  requireKnown(code: string): void {
    if (!unitLevel(code)) throw new SilianError('unit_code_invalid', { unit: code });
    if (!this.knows(code)) throw new SilianError('unit_unknown', { unit: code });
  }

  /** The unit that goes on for `code` on a day; `code` itself while it is there. */
  successorOn(code: string, day: Day): string {
    return this.units.succession.successorOn(code, day);
  }

  /** The units right below; for a municipality those are its counties. */
  children(code: string): readonly UnitRow[] {
    return this.today.children(code);
  }

  /** The unit and all below it; any prefix will do. */
  subtree(prefix: string): readonly UnitRow[] {
    return this.today.subtree(prefix);
  }

  /** From the root down to the unit itself. */
  path(code: string): readonly UnitRow[] {
    return this.today.path(this.require(code));
  }

  private get today(): UnitIndex {
    return this.units.on(this.clock.today());
  }
}
