import type { DownLogId } from '#core/protocol';
import type { Jurisdiction } from '#features/units';

/** True where a log speaks to a unit: to it, to one above it, or to one below, to which its node passes it on. */
export function concerns(jurisdiction: Jurisdiction, { addressee }: DownLogId, unit: string): boolean {
  return jurisdiction.covers(addressee, unit) || jurisdiction.covers(unit, addressee);
}
