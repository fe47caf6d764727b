import { SilianError } from '#core/kernel';

/** PostgreSQL takes no NUL in a text, and nothing that is asked for has one in its name. */
const NUL = '\u0000';

/** Throws `query_invalid` where a part of the path or of the query holds what no text can hold. */
export function assertAddress(...parts: readonly unknown[]): void {
  for (const part of parts) {
    for (const [field, value] of Object.entries((part ?? {}) as Record<string, unknown>)) {
      const values = Array.isArray(value) ? value : [value];
      if (values.some((one) => typeof one === 'string' && one.includes(NUL)))
        throw new SilianError('query_invalid', {}, [{ field, rules: ['must be text without NUL'] }]);
    }
  }
}
