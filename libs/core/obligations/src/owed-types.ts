import type { Catalogue, RecordType } from '#core/catalogue';
import { LEVELS, type Level, type PeriodKind, type UnitKind } from '#core/kernel';

/** A report that every unit of a level owes for every period. */
export interface OwedType {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly kind: PeriodKind;
  readonly level: Level;
}

const KEY_OF_ONE_A_PERIOD = 'period,region';

/**
 * The report types of which a unit has exactly one for each period. Where the key holds more than unit and period (a
 * facility, a purpose) nobody can say how many there should be.
 */
export function owedTypes({ types }: Pick<Catalogue, 'types'>): readonly OwedType[] {
  return [...types.values()].flatMap((type) => {
    const { code, zh, en, period } = type;
    if (period === undefined || [...type.naturalKey].sort().join() !== KEY_OF_ONE_A_PERIOD) return [];
    return [{ code, zh, en, kind: period, level: lowestOf(type) }];
  });
}

function lowestOf({ enteredAt }: RecordType): Level {
  return LEVELS.findLast((level) => enteredAt.includes(level)) ?? 'community';
}

/** Only communities are urban or rural, and only the urban ones owe: villages may report, and are not waited for. */
export function isOwedBy(
  type: Pick<OwedType, 'level'>,
  unit: { readonly level: Level; readonly kind: UnitKind | null },
): boolean {
  return unit.level === type.level && (unit.kind === null || unit.kind === 'urban');
}
