import { parsePeriod, type Day } from '#core/kernel';
import type { Fields, RecordType } from '../model.js';

const DAY_LENGTH = 10;

/**
 * The day that places a record in time: an entity's first day, an event's day as written where it happened, a
 * report's last day. null where it is not known (yet).
 */
export function occurredOn(type: RecordType, fields: Fields, period?: string): Day | null {
  if (type.lifecycle === 'report') return parsePeriod(period)?.to ?? null;
  const value = fields[type.time.at ?? type.time.from ?? ''];
  return typeof value === 'string' ? value.slice(0, DAY_LENGTH) : null;
}
