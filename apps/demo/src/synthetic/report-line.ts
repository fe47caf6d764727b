import type { RecordType } from '#core/catalogue';
import { periodsIn, type Span } from './days.js';

export interface ReportLine {
  /** Counts periods from the beginning of the span. */
  readonly periodIndex: number;
  /** Code values that are part of the report's key, such as a budget's purpose and source. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Which report of its unit the index stands for. Mostly the period alone tells reports apart; where code values belong
 * to the key too, every combination gets the periods of the span first and later periods only after that.
 */
export function reportLine(
  type: RecordType,
  span: Span,
  index: number,
  valuesOf: (field: string) => readonly string[],
): ReportLine {
  const parts = type.naturalKey.filter((part) => type.fieldsByName.get(part)?.type === 'enum');
  if (!type.period || parts.length === 0) return { periodIndex: index, values: {} };
  const periods = periodsIn(type.period, span);
  const values: Record<string, string> = {};
  let line = Math.floor(index / periods);
  for (const part of parts) {
    const list = valuesOf(part);
    values[part] = list[line % list.length] ?? '';
    line = Math.floor(line / list.length);
  }
  return { periodIndex: (index % periods) + line * periods, values };
}
