import { SilianError } from '#core/kernel';
import { PURPOSE_CHARACTERS_MAX, PURPOSE_HEADER_LENGTH_MAX } from './limits.js';

/** A header, so that every route takes it in the same way and no address that is logged on the way holds it. */
export const PURPOSE_HEADER = 'x-purpose';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What somebody says that they look for, in plain words. Throws `purpose_invalid`. */
export function purposeOf(headers: Headers): string | undefined {
  const header = headers[PURPOSE_HEADER];
  if (header === undefined) return undefined;
  const text = typeof header === 'string' ? decoded(header)?.trim() : undefined;
  if (text === undefined || [...text].length > PURPOSE_CHARACTERS_MAX)
    throw new SilianError('purpose_invalid', { limit: PURPOSE_CHARACTERS_MAX });
  return text === '' ? undefined : text;
}

function decoded(header: string): string | undefined {
  if (header.length > PURPOSE_HEADER_LENGTH_MAX) return undefined;
  try {
    return decodeURIComponent(header);
  } catch {
    return undefined;
  }
}
