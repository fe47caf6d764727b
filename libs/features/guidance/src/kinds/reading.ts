import { isDay, SilianError, type Day, UUID } from '#core/kernel';

/** The error for what stands at a place of a directive's body. */
export function invalid(path: string, rule: string): SilianError {
  return new SilianError('directive_invalid', { path, rule });
}

/** Strict: a member that nobody reads is one that somebody meant and nobody would act by. */
export function membersOf(body: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('body', 'expected an object');
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalid('body', 'a member is not known here');
  return body as Record<string, unknown>;
}

/** A text of one line. */
export function lineOf(value: unknown, path: string, charactersMax: number): string {
  const text = textOf(value, path, charactersMax);
  if (/\p{Cc}/u.test(text)) throw invalid(path, 'holds a control character');
  return text;
}

/** A text that may have several lines. */
export function textOf(value: unknown, path: string, charactersMax: number): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(path, 'expected a text');
  if ([...value].length > charactersMax) throw invalid(path, `expected at most ${charactersMax} characters`);
  if (/[^\P{Cc}\n]/u.test(value) || !value.isWellFormed()) throw invalid(path, 'holds a control character');
  return value;
}

export function dayOf(value: unknown, path: string): Day {
  if (isDay(value)) return value;
  throw invalid(path, 'expected a day that exists, YYYY-MM-DD');
}

export function uuidOf(value: unknown, path: string): string {
  if (typeof value === 'string' && UUID.test(value)) return value;
  throw invalid(path, 'expected a UUID, lower case');
}

export function wholeOf(value: unknown, path: string, min: number, max: number): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  throw invalid(path, `expected a whole number from ${min} to ${max}`);
}
