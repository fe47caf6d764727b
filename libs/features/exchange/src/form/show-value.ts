import type { Catalogue, Field, RecordType, StoredValue } from '#core/catalogue';
import { serialOfDay, type Cell } from '#platform/sheets';
import type { RecordView } from '#features/records';
import { fieldHeading, PERIOD_HEADING, RECORD_HEADING, UNIT_HEADING, UNIT_NAME_HEADING } from './headings.js';

/** Words of a code list that lead back to their value. */
type Words = ReadonlyMap<StoredValue, string>;

/** Writes records as rows that can be imported again unchanged. */
export class RowWriter {
  private readonly words: ReadonlyMap<string, Words>;

  constructor(
    private readonly type: RecordType,
    private readonly fields: readonly Field[],
    catalogue: Catalogue,
    private readonly nameOf: (unit: string) => string,
  ) {
    this.words = new Map(fields.map((field) => [field.name, wordsOf(field, catalogue)]));
  }

  headings(): string[] {
    const period = this.type.period === undefined ? [] : [PERIOD_HEADING.zh];
    const fields = this.fields.map((field) => fieldHeading(this.type, field));
    return [RECORD_HEADING.zh, UNIT_HEADING.zh, UNIT_NAME_HEADING.zh, ...period, ...fields];
  }

  row({ record, unit, period, fields }: RecordView): Cell[] {
    const periods = this.type.period === undefined ? [] : [period];
    const values = this.fields.map((field) => this.cell(field, fields[field.name]));
    return [record, unit, this.nameOf(unit), ...periods, ...values];
  }

  private cell(field: Field, value: StoredValue | undefined): Cell {
    if (value === undefined) return null;
    if (field.type === 'boolean') return value === true ? '是' : '否';
    if (field.type === 'date') return serialOfDay(String(value)) ?? value;
    return this.words.get(field.name)?.get(value) ?? value;
  }
}

/** The Chinese word of each value, where no other value has it as its word or its code. */
function wordsOf(field: Field, catalogue: Catalogue): Words {
  const list = field.enum === undefined ? [] : (catalogue.enums.get(field.enum) ?? []);
  const unclear = (word: string, value: string): boolean =>
    list.some((other) => other.value !== value && (other.value === word || other.zh === word));
  return new Map(list.filter(({ zh, value }) => !unclear(zh, value)).map(({ value, zh }) => [value, zh]));
}
