import { SilianError, type Level } from '#core/kernel';
import type { Catalogue, StoredValue } from '#core/catalogue';
import { ACTIVITY_AND_MONEY_WRITERS } from './activity-and-money-records.js';
import { Draft, type SyntheticRequest, type Writer } from './draft.js';
import { FACILITY_WRITERS } from './facility-records.js';
import { GUIDANCE_WRITERS } from './guidance-records.js';
import { ORGANISATION_WRITERS } from './organisation-records.js';
import { PEOPLE_WRITERS } from './people-records.js';
import { REPORT_WRITERS } from './report-records.js';
import { SERVICE_WRITERS } from './service-records.js';

/** A record in entry form, as a clerk would give it: amounts in 元. */
export interface SyntheticRecord {
  readonly type: string;
  readonly unit: string;
  readonly period?: string;
  readonly fields: Readonly<Record<string, StoredValue>>;
}

const WRITERS: ReadonlyMap<string, Writer> = new Map(
  Object.entries({
    ...ORGANISATION_WRITERS,
    ...PEOPLE_WRITERS,
    ...FACILITY_WRITERS,
    ...SERVICE_WRITERS,
    ...REPORT_WRITERS,
    ...GUIDANCE_WRITERS,
    ...ACTIVITY_AND_MONEY_WRITERS,
  }),
);

/**
 * One plausible record that satisfies the catalogue. The same catalogue, type, unit, index and state of the random
 * source give the same record; two indexes never give the same natural key for one unit.
 */
export function generateRecord(
  catalogue: Catalogue,
  typeCode: string,
  request: SyntheticRequest,
): SyntheticRecord {
  const type = catalogue.types.get(typeCode);
  const write = WRITERS.get(typeCode);
  if (!type || !write) throw new SilianError('type_unknown', { type: typeCode });
  const draft = new Draft(catalogue, type, request);
  const fields: Record<string, StoredValue> = {};
  for (const [name, value] of Object.entries(write(draft))) if (value !== undefined) fields[name] = value;
  const { period } = draft;
  return { type: typeCode, unit: request.unit.code, ...(period === undefined ? {} : { period }), fields };
}

/** The types that are entered at a level and can be generated. */
export function typesFor(catalogue: Catalogue, level: Level): readonly string[] {
  const types = [...catalogue.types.values()].filter((type) => type.enteredAt.includes(level));
  return types.map((type) => type.code).filter((code) => WRITERS.has(code));
}
