import type { Catalogue, RecordType } from '#core/catalogue';
import { columnLetters } from '#platform/sheets';
import type { ImportState, SheetImport } from '#platform/storage';
import { missingIn, type Mapping } from '../form/mapping.js';

export interface ImportColumn {
  readonly index: number;
  /** As a spreadsheet names it: A, B, … */
  readonly letters: string;
  readonly heading: string;
  /** What it is mapped to: a field's name, `unit`, `period` or `record`; null where it is left out. */
  readonly target: string | null;
}

export interface ImportView {
  readonly id: string;
  readonly type: string;
  readonly fileName: string;
  readonly format: 'csv' | 'xlsx';
  readonly state: ImportState;
  readonly createdAt: string;
  readonly columns: readonly ImportColumn[];
  readonly mapping: Mapping;
  readonly mappedBy: 'proposal' | 'memory' | 'clerk';
  /** What has to be mapped before rows can be checked, in Chinese. */
  readonly missing: readonly string[];
  readonly rows: number;
  readonly done: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly wrong: number;
  readonly waiting: string | null;
}

export function mappingOf(item: SheetImport): Mapping {
  return item.mapping as Mapping;
}

export function typeOf(item: SheetImport, catalogue: Catalogue): RecordType | undefined {
  return catalogue.types.get(item.type);
}

export function importView(item: SheetImport, catalogue: Catalogue): ImportView {
  const mapping = mappingOf(item);
  const type = typeOf(item, catalogue);
  const { id, fileName, format, state, mappedBy, rows, changed, unchanged, wrong, waiting } = item;
  const targets = targetsOf(mapping);
  return {
    id,
    type: item.type,
    fileName,
    format,
    state,
    createdAt: item.createdAt.toISOString(),
    columns: item.headings.map((heading, index) => ({
      index,
      letters: columnLetters(index),
      heading,
      target: targets.get(index) ?? null,
    })),
    mapping,
    mappedBy,
    missing: type ? missingIn(mapping, type) : [],
    rows,
    done: item.fresh + changed + unchanged + wrong,
    new: item.fresh,
    changed,
    unchanged,
    wrong,
    waiting,
  };
}

function targetsOf({ fields, unit, period, record }: Mapping): Map<number, string> {
  const targets = new Map(Object.entries(fields).map(([name, column]) => [column, name]));
  for (const [name, place] of Object.entries({ unit, period })) {
    if (place && 'column' in place) targets.set(place.column, name);
  }
  if (record !== null) targets.set(record, 'record');
  return targets;
}
