import type { RecordType } from '#core/catalogue';
import type { Bilingual, SilianError } from '#core/kernel';
import type { Notice } from '#features/records';
import { fieldHeading, PERIOD_HEADING, RECORD_HEADING, UNIT_HEADING } from '../form/headings.js';
import type { Mapping, Place } from '../form/mapping.js';

/** What is wrong with a row, without any value of it. */
export interface RowFault {
  readonly code: string;
  /** The field's name, `unit`, `period` or `record`; null where the row as a whole is meant. */
  readonly field: string | null;
  /** The column that it stands in, from 0; null where the sheet has none for it. */
  readonly column: number | null;
  readonly message: Bilingual;
}

type FieldFault = Pick<Notice, 'field' | 'code' | 'message'>;

/** Errors that are about the row's unit, and those that are about its id. */
const ABOUT_UNIT = /^(unit_|scope_)/;
const ABOUT_RECORD = /^(record_id_taken|record_deleted|record_unknown)$/;

/** A row's error, by the columns of the sheet. */
export function rowFaults(error: SilianError, mapping: Mapping): RowFault[] {
  const { code, text, details } = error;
  if (code === 'record_invalid') {
    return fieldFaults(details as readonly FieldFault[], mapping);
  }
  if (ABOUT_UNIT.test(code)) return [{ code, field: 'unit', column: columnOf(mapping.unit), message: text }];
  if (ABOUT_RECORD.test(code)) return [{ code, field: 'record', column: mapping.record, message: text }];
  return [{ code, field: null, column: null, message: text }];
}

/** What is said of a row's fields, by the columns of the sheet. */
export function fieldFaults(faults: readonly FieldFault[], mapping: Mapping): RowFault[] {
  return faults.map(({ field, code, message }) => ({
    code,
    field,
    column: field === 'period' ? columnOf(mapping.period) : (mapping.fields[field] ?? null),
    message,
  }));
}

/** A row's faults as its last cell says them. */
export function faultsText(faults: readonly RowFault[], type: RecordType | undefined): string {
  const zh = faults.map((fault) => `${label(fault, type)}${fault.message.zh}`).join(';');
  const en = faults.map((fault) => fault.message.en).join('; ');
  return `${zh} / ${en}`;
}

function label({ field }: RowFault, type: RecordType | undefined): string {
  if (field === 'unit') return `[${UNIT_HEADING.zh}] `;
  if (field === 'period') return `[${PERIOD_HEADING.zh}] `;
  if (field === 'record') return `[${RECORD_HEADING.zh}] `;
  const known = type?.fieldsByName.get(field ?? '');
  return type && known ? `[${fieldHeading(type, known)}] ` : '';
}

function columnOf(place: Place): number | null {
  return place && 'column' in place ? place.column : null;
}
