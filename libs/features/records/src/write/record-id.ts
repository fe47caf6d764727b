import { SilianError, UUID } from '#core/kernel';
import { randomBytes } from 'node:crypto';

/** A new UUIDv7 (RFC 9562): ordered by time, so that new records stand together in the index. */
export function newRecordId(now: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** An id as it stands in an address; what cannot be one is the id of no record. */
export function recordId(value: string): string {
  if (!UUID.test(value)) throw new SilianError('record_unknown');
  return value;
}
