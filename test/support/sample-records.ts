import type { NewRecord } from './node-api.js';

/** A community of the district 140502, another one of the same street, and one of the next street. */
export const COMMUNITY = '140502001001';
export const NEIGHBOUR = '140502001002';
export const ACROSS = '140502003001';

type Overrides = Partial<NewRecord>;

const sample =
  (type: string, unit: string, fields: NewRecord['fields'], more: Overrides = {}) =>
  (given: NewRecord['fields'] = {}, overrides: Overrides = {}): NewRecord => ({
    type,
    unit,
    ...more,
    ...overrides,
    fields: { ...fields, ...given },
  });

/** An entity with a natural key (unit, kind, name). */
export const facility = sample('facility', COMMUNITY, {
  kind: 'library',
  name: '图书室',
  status: 'in-use',
  floor_area_m2: 48.5,
  counts_office: false,
  counts_house: true,
  opened_on: '2006-03-01',
  books: 1200,
  open_public: true,
});

/** An event without a natural key: equal ones are two. */
export const activity = sample('activity', COMMUNITY, {
  kind: 'culture',
  title: '元宵灯会',
  held_on: '2006-02-12',
  participants: 80,
});

/** A report: its period is part of its natural key. */
export const waste = sample(
  'environment-report',
  COMMUNITY,
  { waste_t: 10.5, sorted_t: 4.2, harmless_t: 8.4 },
  { period: '2006-01' },
);

/** Money, and a field that must not rise above the district. */
export const donation = sample('fund-flow', COMMUNITY, {
  direction: 'in',
  source: 'donation',
  purpose: 'infrastructure',
  amount: 1234.56,
  in_kind: false,
  happened_on: '2006-05-01',
  donor: '张三',
});

/** Fields of three heights: district, street and community. */
export const person = sample('person', COMMUNITY, {
  person_key: 'p-1',
  name: '李四',
  id_no: '140502000000000000',
  phone: '13800000000',
  sex: 'f',
  birth_year: 1950,
  category: 'elderly',
  registered_on: '2006-01-01',
  served: true,
  note: '独居',
});

/** A natural key without the unit: two units can meet in it. */
export const request = sample('service-request', COMMUNITY, {
  request_no: 'R-1',
  kind: 'consult',
  category: 'legal',
  title: '咨询',
  channel: 'phone',
  submitted_at: '2006-04-01T09:00:00+08:00',
});
