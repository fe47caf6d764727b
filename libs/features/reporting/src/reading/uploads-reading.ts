import type { UploadsTerm } from '#core/statistics';
import { lastUploads, type Sql, type UnitRow } from '#platform/storage';
import type { Question } from './question.js';
import { countedUnits, type TermReading } from './term-reading.js';

const MS_PER_HOUR = 3_600_000;

export interface UploadsInput {
  readonly question: Question;
  readonly units: readonly UnitRow[];
  readonly width: number;
  /** The asked moment. */
  readonly moment: Date;
}

/** Counts the units whose newest entry had come in lately, as seen at the asked moment. */
export async function readUploads(
  tx: Sql,
  { ageHoursMax }: UploadsTerm,
  { question, units, width, moment }: UploadsInput,
): Promise<TermReading> {
  const { borders, unit } = question;
  const fresh = new Set<string>();
  for (const { origin, at: uploaded } of await lastUploads(tx, unit.code, moment)) {
    const age = (moment.getTime() - uploaded.getTime()) / MS_PER_HOUR;
    if (age <= ageHoursMax) fresh.add(borders.units.succession.successorOn(origin, borders.day));
  }
  const counted = units.filter(({ code }) => fresh.has(code));
  return countedUnits(
    counted.map(({ code }) => code),
    width,
  );
}

/** Units of which anything has come in. */
export interface Begun {
  readonly count: number;
  /** When the newest entry of the unit came in that has been silent for longest; null where nothing has come in. */
  readonly oldest: { readonly unit: string; readonly at: Date } | null;
}

export function begunAmong(units: readonly UnitRow[], uploads: ReadonlyMap<string, Date>): Begun {
  let count = 0;
  let oldest: Begun['oldest'] = null;
  for (const { code } of units) {
    const at = uploads.get(code);
    if (!at) continue;
    count += 1;
    if (oldest === null || at < oldest.at) oldest = { unit: code, at };
  }
  return { count, oldest };
}
