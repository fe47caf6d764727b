import { SilianError } from '#core/kernel';

/** The error for what stands at a place of the document. */
export function invalid(path: string, rule: string): SilianError {
  return new SilianError('reorganisation_invalid', { path: path === '' ? 'document' : path, rule });
}

export function at(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Strict where keys are given: a key that nobody reads is a change that somebody meant and nobody would make. */
export function objectOf(
  value: unknown,
  path: string,
  keys?: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(path, 'expected an object');
  }
  const unknown = keys && Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw invalid(path, `“${unknown.slice(0, 40)}” is not known here`);
  return value as Record<string, unknown>;
}

export function listOf(value: unknown, path: string, min: number, max: number): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(path, 'expected a list');
  if (value.length < min) throw invalid(path, `expected at least ${min}`);
  if (value.length > max) throw invalid(path, `expected at most ${max}`);
  return value as unknown[];
}

export function textOf(value: unknown, path: string, charactersMax: number): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(path, 'expected a text');
  if ([...value].length > charactersMax) throw invalid(path, `expected at most ${charactersMax} characters`);
  if (/\p{Cc}/u.test(value) || !value.isWellFormed()) throw invalid(path, 'holds a control character');
  return value;
}
