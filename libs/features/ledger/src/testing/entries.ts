import { readFileSync } from 'node:fs';
import { fieldsByHeight, loadCatalogue, type Fields } from '#core/catalogue';
import { unitLevel, type Level } from '#core/kernel';
import { sealEntry, type EntryHeader, type SealedEntry } from '#core/protocol';
import { productFile } from '#platform/config';
import type { AssessmentContext } from '../assessment.js';

export const catalogue = loadCatalogue(
  JSON.parse(readFileSync(productFile('data', 'catalogue', 'jincheng-2005.json'), 'utf8')),
);

export const COMMUNITY = '140502001001';
export const RECORD = '01890000-0000-7000-8000-000000000001';

const SALT = 's'.repeat(22);

/** A node of a level that knows every unit of one district. */
export function contextAt(level: Level): AssessmentContext {
  const knowsUnit = (code: string): boolean => code.startsWith('140502') && unitLevel(code) !== undefined;
  const catalogueOf = () => undefined;
  return { catalogue, catalogueOf, level, dayOf: (instant) => instant.slice(0, 10), knowsUnit };
}

/** An entry as its origin seals it; the header may say anything. */
export function entryOf(header: Partial<EntryHeader>, fields: Fields): SealedEntry {
  const whole: EntryHeader = {
    record: RECORD,
    version: 1,
    type: 'activity',
    unit: COMMUNITY,
    op: 'put',
    occurredOn: '2006-02-12',
    catalogue: catalogue.version,
    recordedAt: '2006-02-13T00:00:00.000Z',
    ...header,
  };
  const type = catalogue.types.get(whole.type);
  const sections = type ? fieldsByHeight(type, fields) : new Map<Level, Fields>([['city', fields]]);
  return sealEntry(whole, whole.op === 'delete' ? new Map() : sections, () => SALT);
}

export const ACTIVITY: Fields = { kind: 'culture', title: '灯会', held_on: '2006-02-12', participants: 80 };

/** The entry with another text in one of its sections. */
export function withSection(entry: SealedEntry, height: Level, section: string): SealedEntry {
  const [city, district, street, community] = entry.sections;
  const sections = { city, district, street, community, [height]: section };
  return {
    header: entry.header,
    sections: [sections.city, sections.district, sections.street, sections.community],
  };
}

export function sectionOf(json: string): string {
  return `=${SALT}${json}`;
}
