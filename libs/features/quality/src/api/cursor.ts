import { SilianError, unitLevel, UUID } from '#core/kernel';

/** Where a page ended: the record that was looked at last. Without a record the type has not been begun. */
export interface WarningPosition {
  readonly type: string;
  readonly after?: { readonly unit: string; readonly record: string };
}

const TYPE = /^[a-z][a-z0-9_-]{0,63}$/;

export function encodeCursor({ type, after }: WarningPosition): string {
  const words = after ? [type, after.unit, after.record] : [type];
  return Buffer.from(words.join(' ')).toString('base64url');
}

export function decodeCursor(cursor: string): WarningPosition {
  const [type, unit, record, ...more] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!type || !TYPE.test(type) || more.length > 0) throw new SilianError('cursor_invalid');
  if (unit === undefined) return { type };
  if (!unitLevel(unit) || !record || !UUID.test(record)) throw new SilianError('cursor_invalid');
  return { type, after: { unit, record } };
}
