import type { Random } from '../synthetic/index.js';
import type { BookedRecord } from './book.js';

type Fields = BookedRecord['fields'];
type Correction = (fields: Fields, random: Random) => Fields;

/** No record of the sample begins later, so that nothing ends before it begins. */
const LAST_DAY = '2007-12-31';

/**
 * What a clerk finds wrong later. Each change moves a figure: a sum, a day, a condition, or the end of a life; and each
 * keeps the rules of its type, whatever the record held before.
 */
const CORRECTIONS: Readonly<Record<string, Correction>> = {
  activity: (fields, random) => ({
    ...fields,
    participants: Number(fields['participants']) + random.integer(1, 50),
    held_on: `${random.integer(2005, 2007)}${String(fields['held_on']).slice(4, 8)}15`,
  }),
  assistance: (fields, random) => ({ ...fields, persons: Number(fields['persons']) + random.integer(1, 4) }),
  facility: (fields) => ({ ...fields, status: fields['status'] === 'in-use' ? 'planned' : 'in-use' }),
  'fund-flow': (fields, random) => ({ ...fields, amount: random.integer(20_000, 6_000_000) / 100 }),
  org: (fields) => ({ ...fields, dissolved_on: LAST_DAY }),
  'service-outlet': (fields, random) => {
    const more = random.integer(1, 9);
    const { jobs, unemployed_hired: hired } = fields;
    return { ...fields, jobs: Number(jobs) + more, unemployed_hired: Number(hired) + more };
  },
};

export const CORRECTABLE_TYPES: readonly string[] = Object.keys(CORRECTIONS);

/** The fields of the next version. */
export function corrected(record: BookedRecord, random: Random): Fields {
  const correct = CORRECTIONS[record.type];
  if (!correct) throw new RangeError(`no correction of ${record.type}`);
  return correct(record.fields, random);
}
