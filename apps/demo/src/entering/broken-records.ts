import { SYNTHETIC_MARK } from '../synthetic/index.js';

/** A record that cannot be saved, and the code of the error that must say why. */
export interface BrokenRecord {
  readonly what: string;
  readonly code: string;
  readonly record: object;
}

const SOUND_ORG = {
  name: `志愿服务队${SYNTHETIC_MARK}`,
  kind: 'service-team',
  established_on: '2006-05-01',
  members: 10,
};
const FIELDS_TOO_MANY = 200;

/** One record for each thing that can be wrong with a record by itself. */
export function brokenRecords(unit: string): readonly BrokenRecord[] {
  const org = (what: string, code: string, fields: object): BrokenRecord => {
    return { what, code, record: { type: 'org', unit, fields: { ...SOUND_ORG, ...fields } } };
  };
  const other = (what: string, code: string, type: string, rest: object): BrokenRecord => {
    return { what, code, record: { type, unit, fields: {}, ...rest } };
  };
  return [
    other('a type that does not exist', 'type_unknown', 'parade', {}),
    other('a plan, which communities do not enter', 'unit_level_wrong', 'plan', {}),
    other('a unit that does not exist', 'unit_unknown', 'org', { unit: `${unit.slice(0, -3)}999` }),
    other('the community next door', 'scope_exceeded', 'org', { unit: `${unit.slice(0, -3)}002` }),
    other('two hundred fields', 'fields_invalid', 'org', { fields: manyFields() }),
    org('a field that does not exist', 'field_unknown', { colour: 'red' }),
    org('no name', 'field_required', { name: null }),
    org('a list for a name', 'field_not_scalar', { name: ['a', 'b'] }),
    org('words for a number', 'field_type', { members: 'many' }),
    org('a blank name', 'field_empty', { name: '  ' }),
    org('a name of 201 characters', 'field_too_long', { name: '长'.repeat(201) }),
    org('a control character in the name', 'field_characters', { name: 'a\u0000b' }),
    org('fewer than no members', 'field_min', { members: -1 }),
    org('a code that is not in the list', 'field_enum', { kind: 'orchestra' }),
    org('30 February', 'field_date', { established_on: '2006-02-30' }),
    org('more residents than members', 'rule_failed', { residents_n: 8, staff_n: 2, volunteers_n: 1 }),
    org('an end before the beginning', 'rule_failed', { dissolved_on: '2005-01-01' }),
    other('a state that is computed', 'field_derived', 'service-request', { fields: { status: 'closed' } }),
    other('a longitude beyond the country', 'field_max', 'facility', { fields: { lon: 181 } }),
    other('a half fen', 'field_precision', 'fund-flow', { fields: { amount: 0.005 } }),
    other('a time without its offset', 'field_datetime', 'service-request', {
      fields: { submitted_at: '2006-05-01 08:00' },
    }),
    other('letters for a unit code', 'field_region', 'award', { fields: { subject_region: 'abc' } }),
    other('a name for a reference', 'field_reference', 'health-report', {
      period: '2006-Q1',
      fields: { facility: '卫生站' },
    }),
    other('a report without its quarter', 'period_missing', 'population-report', {}),
    other('a fifth quarter', 'period_invalid', 'population-report', { period: '2006-Q5' }),
    other('a period for what has none', 'period_not_allowed', 'org', { period: '2006' }),
  ];
}

function manyFields(): object {
  return Object.fromEntries(Array.from({ length: FIELDS_TOO_MANY }, (_, index) => [`field_${index}`, 1]));
}
