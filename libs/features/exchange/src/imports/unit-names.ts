import { unitLevel } from '#core/kernel';
import type { UnitRow } from '#platform/storage';

/** Finds units by what people write in a sheet: a code, or a name that only one unit of their own has. */
export class UnitNames {
  /** null: several units have this name. */
  private readonly byName = new Map<string, string | null>();

  constructor(units: readonly Pick<UnitRow, 'code' | 'name'>[]) {
    for (const { code, name } of units) {
      const held = this.byName.get(name);
      this.byName.set(name, held === undefined || held === code ? code : null);
    }
  }

  /** Any code passes: whether the unit is there, and the caller's, is for the records to say. */
  codeOf(word: string): string | undefined {
    return unitLevel(word) ? word : (this.byName.get(word) ?? undefined);
  }
}
