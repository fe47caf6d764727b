/** Sorts behind every digit, so that `prefix + BEHIND_DIGITS` ends the range of a prefix. */
const BEHIND_DIGITS = ':';

/**
 * Where the unit codes that begin with `prefix` stand among `count` sorted ones: from the first of them to behind the last.
 */
export function codeRange(
  count: number,
  codeAt: (index: number) => string,
  prefix: string,
): readonly [number, number] {
  const firstAtOrAfter = (text: string): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (codeAt(middle) < text) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [firstAtOrAfter(prefix), firstAtOrAfter(prefix + BEHIND_DIGITS)];
}
