const DELIMITERS = [',', '\t', ';', '|', '\uff0c'];

/** The delimiter that the first line with any has most of; a comma where there is none, as in a sheet of one column. */
export function detectDelimiter(sample: string): string {
  for (const line of sample.split(/\r\n|\r|\n/)) {
    const plain = line.replace(/"[^"]*"?/g, '');
    const [best] = DELIMITERS.map((delimiter) => ({
      delimiter,
      count: plain.split(delimiter).length - 1,
    })).sort((one, other) => other.count - one.count);
    if (best && best.count > 0) return best.delimiter;
  }
  return ',';
}
