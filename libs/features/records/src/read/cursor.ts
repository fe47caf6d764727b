import { SilianError, unitLevel, UUID } from '#core/kernel';

/** Where a page ended: the next one goes on behind it, whatever was added or deleted meanwhile. */
export interface PagePosition {
  readonly unit: string;
  readonly record: string;
}

export function encodeCursor(position: PagePosition): string {
  return Buffer.from(`${position.unit} ${position.record}`).toString('base64url');
}

export function decodeCursor(cursor: string): PagePosition {
  const [unit, record] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!unit || !unitLevel(unit) || !record || !UUID.test(record)) throw new SilianError('cursor_invalid');
  return { unit, record };
}
