import { SilianError } from '#core/kernel';

/** One answer for everything that can be wrong with a units file: the line and the rule that it breaks. */
export function unitsFileInvalid(
  line: number,
  rule: string,
  details?: unknown,
  cause?: unknown,
): SilianError {
  return new SilianError('units_file_invalid', { line, rule }, details, { cause });
}
