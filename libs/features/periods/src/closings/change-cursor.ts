import { SilianError } from '#core/kernel';
import type { ChangePlace } from '#platform/storage';

const PLACE = /^(\d{1,18})\.(\d{1,9})\.(\d{1,15})$/;

export function encodeChangeCursor({ storedAt, originId, seq }: ChangePlace): string {
  return Buffer.from(`${storedAt}.${originId}.${seq}`).toString('base64url');
}

export function decodeChangeCursor(cursor: string): ChangePlace {
  const match = PLACE.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!match?.[1]) throw new SilianError('cursor_invalid');
  return { storedAt: match[1], originId: Number(match[2]), seq: Number(match[3]) };
}
