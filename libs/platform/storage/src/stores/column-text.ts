/** Stands for SQL NULL in a column text; no value of ours can be equal to it. */
const NULL_TEXT = '\\N';

/**
 * A column of values as one parameter, for `string_to_array($n, E'\n', '\N')`. None of our texts holds a line feed
 * (entries are lines by definition), so this needs no escaping: far cheaper than an array literal for long texts. A single
 * empty text would be read as no value at all.
 */
export function columnText(values: readonly (string | number | bigint | null)[]): string {
  if (values.length === 1 && values[0] === '') throw new TypeError('a column of one empty text is lost');
  return values.map((value) => (value === null ? NULL_TEXT : String(value))).join('\n');
}

/** The SQL side of `columnText`: parameter `index` as an array of `type`. */
export function column(index: number, type: string): string {
  return `string_to_array($${index}, E'\\n', '\\N')::${type}[]`;
}
