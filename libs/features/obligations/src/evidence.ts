import type { Day } from '#core/kernel';
import { COMPLETION, type Evidence, type OwedType } from '#core/obligations';
import { parseSection } from '#core/protocol';
import { arrivedReports, saidRecords, type Arrivals, type Sql } from '#platform/storage';
import type { GivenUnlock } from '#features/guidance';
import type { Places } from './places.js';

/** Which record says that a report is complete: whoever takes it back withdraws that record. */
export interface Declaration {
  readonly record: string;
  readonly version: number;
}

/** Of one type and period. */
interface Slot {
  readonly receivedOn: Map<string, Day>;
  readonly declared: Map<string, Declaration>;
  readonly unlocks: GivenUnlock[];
}

export interface KnownEvidence extends Evidence {
  readonly declaration: Declaration | null;
}

const NOTHING_KNOWN: KnownEvidence = {
  receivedOn: null,
  declared: false,
  declaration: null,
  unlockedUntil: null,
};

/** What is known of the reports of a span: received, declared complete, unlocked. By the unit in which they count. */
export class EvidenceBook {
  private readonly slots = new Map<string, Slot>();

  constructor(
    private readonly places: Places,
    private readonly covers: (ancestor: string, unit: string) => boolean,
  ) {}

  /** What is known of each unit's report of a type and period. */
  of(type: string, lastDay: Day): (unit: string) => KnownEvidence {
    const slot = this.slots.get(`${type} ${lastDay}`);
    if (!slot) return () => NOTHING_KNOWN;
    return (unit) => {
      const declaration = slot.declared.get(unit) ?? null;
      return {
        receivedOn: slot.receivedOn.get(unit) ?? null,
        declared: declaration !== null,
        declaration,
        unlockedUntil: slot.unlocks.length > 0 ? this.unlockedUntil(slot.unlocks, unit) : null,
      };
    };
  }

  receive(type: string, lastDay: Day, unit: string, day: Day): void {
    const { receivedOn } = this.slot(type, lastDay);
    const counting = this.places.unitOn(unit, lastDay);
    const known = receivedOn.get(counting);
    if (known === undefined || day < known) receivedOn.set(counting, day);
  }

  declare(type: string, lastDay: Day, unit: string, declaration: Declaration): void {
    this.slot(type, lastDay).declared.set(this.places.unitOn(unit, lastDay), declaration);
  }

  unlock(given: GivenUnlock): void {
    this.slot(given.type, given.lastDay).unlocks.push(given);
  }

  private unlockedUntil(unlocks: readonly GivenUnlock[], unit: string): Day | null {
    const days = unlocks.filter((given) => this.covers(given.unit, unit)).map(({ until }) => until);
    return days.sort().at(-1) ?? null;
  }

  private slot(type: string, lastDay: Day): Slot {
    const key = `${type} ${lastDay}`;
    const known = this.slots.get(key);
    if (known) return known;
    const slot: Slot = { receivedOn: new Map(), declared: new Map(), unlocks: [] };
    this.slots.set(key, slot);
    return slot;
  }
}

/** Fills a book in two statements, whatever the size of the city. */
export async function fillBook(
  sql: Sql,
  book: EvidenceBook,
  query: Arrivals & { readonly types: readonly OwedType[]; readonly timeZone: string },
): Promise<void> {
  const types = query.types.map(({ code }) => code);
  for (const { type, lastDay, firstDayOf } of await arrivedReports(sql, { ...query, types })) {
    for (const [unit, day] of firstDayOf) book.receive(type, lastDay, unit, day);
  }
  for (const { unit, day, sections, record, version } of await saidRecords(sql, {
    ...query,
    type: COMPLETION.type,
  })) {
    // Reports travel to the top, and so does what is said about them: the city's section holds it.
    const type = parseSection(sections[0])?.[COMPLETION.report];
    if (typeof type === 'string') book.declare(type, day, unit, { record, version });
  }
}
