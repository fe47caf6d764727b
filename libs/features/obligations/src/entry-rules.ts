import { Inject, Injectable } from '@nestjs/common';
import { SilianError, type Day } from '#core/kernel';
import { COMPLETION, deadlinesOf, isOwedBy, owedTypes, periodEndingOn } from '#core/obligations';
import { Clock } from '#platform/config';
import { receivedAmong, type Sql } from '#platform/storage';
import { Unlocks } from '#features/guidance';
import { CurrentCatalogue } from '#features/ledger';
import { Jurisdiction, UnitTree } from '#features/units';
import { paramPlace } from './param-place.js';

/** A record that somebody is about to enter, correct or withdraw. */
export interface IntendedEntry {
  readonly type: string;
  readonly unit: string;
  /** The days that place it in time: that of the version before, and that of the new one. */
  readonly days: readonly Day[];
  /** What the top may see of a new version; undefined for a withdrawal. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

interface ReportPlace {
  readonly type: string;
  readonly unit: string;
  readonly lastDay: Day;
}

/**
 * What entry refuses because of periods: reports of a locked one, and declarations about a report that is not there.
 * Asked only where people enter: what has been recorded below is taken as it is, however late.
 */
@Injectable()
export class EntryRules {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Unlocks) private readonly unlocks: Unlocks,
  ) {}

  /** Which of the entries are refused, and why. In the transaction that would write them. */
  async refusals<Entry extends IntendedEntry>(
    tx: Sql,
    entries: readonly Entry[],
  ): Promise<Map<Entry, SilianError>> {
    const refused = new Map<Entry, SilianError>();
    for (const entry of entries) {
      const error = await this.lockOf(tx, entry);
      if (error) refused.set(entry, error);
    }
    await this.refuseDeclarations(tx, entries, refused);
    return refused;
  }

  private async lockOf(tx: Sql, entry: IntendedEntry): Promise<SilianError | undefined> {
    const { type, unit } = entry;
    if (this.current.catalogue.types.get(type)?.period === undefined) return undefined;
    const today = this.clock.today();
    for (const lastDay of entry.days) {
      const since = this.lockedOn(unit, lastDay);
      if (since === null || since > today) continue;
      if (await this.isUnlocked(tx, { type, unit, lastDay }, today)) continue;
      return new SilianError('period_locked', { type, unit, day: lastDay, since });
    }
    return undefined;
  }

  private lockedOn(unit: string, lastDay: Day): Day | null {
    const place = paramPlace(unit, this.tree.dated.on(lastDay));
    return deadlinesOf(this.current.catalogue.params, place, lastDay).lockedOn;
  }

  private async isUnlocked(tx: Sql, { type, unit, lastDay }: ReportPlace, today: Day): Promise<boolean> {
    const given = await this.unlocks.concerning(tx, unit);
    return given.some(
      (unlock) =>
        unlock.type === type &&
        unlock.lastDay === lastDay &&
        unlock.until >= today &&
        this.jurisdiction.covers(unlock.unit, unit),
    );
  }

  private async refuseDeclarations<Entry extends IntendedEntry>(
    tx: Sql,
    entries: readonly Entry[],
    refused: Map<Entry, SilianError>,
  ): Promise<void> {
    const declared = entries.flatMap((entry) => {
      const place = declaredPlace(entry);
      return place ? [{ entry, place }] : [];
    });
    if (declared.length === 0) return;
    const places = declared.map(({ place }) => place);
    const received = await receivedAmong(tx, places);
    for (const { entry, place } of declared) {
      const { type, unit, lastDay: day } = place;
      if (!this.owes(place)) refused.set(entry, new SilianError('report_not_owed', { type, unit, day }));
      else if (!received.has(`${type} ${unit} ${day}`))
        refused.set(entry, new SilianError('report_not_received', { type, unit, day }));
    }
  }

  private owes({ type: code, unit, lastDay }: ReportPlace): boolean {
    const type = owedTypes(this.current.catalogue).find((owed) => owed.code === code);
    const row = this.tree.findOn(unit, lastDay);
    return (
      type !== undefined &&
      row !== undefined &&
      isOwedBy(type, row) &&
      periodEndingOn(type.kind, lastDay) !== undefined
    );
  }
}

function declaredPlace({ type, unit, fields }: IntendedEntry): ReportPlace | undefined {
  if (type !== COMPLETION.type || !fields) return undefined;
  const report = fields[COMPLETION.report];
  const lastDay = fields[COMPLETION.periodEnd];
  if (typeof report !== 'string' || typeof lastDay !== 'string') return undefined;
  return { type: report, unit, lastDay };
}
