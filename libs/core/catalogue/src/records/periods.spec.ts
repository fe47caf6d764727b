import { jincheng, minimalFields, typeOf } from '../testing/jincheng.js';
import { occurredOn } from './occurred-on.js';
import { validateEntry, type ValidatedEntry } from './validate-entry.js';

function enter(code: string, period: unknown, fields: object = {}): ValidatedEntry {
  const type = typeOf(code);
  const input = { unit: '140502001001', period, fields: { ...minimalFields(type), ...fields } };
  return validateEntry(type, input, { today: '2006-06-15', catalogue: jincheng });
}

describe('periods', () => {
  it.each([
    ['security-report', undefined, 'period_missing'],
    ['security-report', null, 'period_missing'],
    ['security-report', '2006', 'period_invalid'],
    ['security-report', '2006-Q1', 'period_invalid'],
    ['security-report', '2006-13', 'period_invalid'],
    ['security-report', '2006-1', 'period_invalid'],
    ['security-report', '1899-12', 'period_invalid'],
    ['security-report', '2200-01', 'period_invalid'],
    ['security-report', 200_601, 'period_invalid'],
    ['security-report', ['2006-01'], 'period_invalid'],
    ['population-report', '2006-01', 'period_invalid'],
    ['population-report', '2006-Q5', 'period_invalid'],
    ['budget', '2006-Q1', 'period_invalid'],
    ['facility', '2006', 'period_not_allowed'],
    ['facility', '', 'period_not_allowed'],
  ])('%s for %j: %s', (code, period, error) => {
    const found = enter(code, period);
    expect(found.errors.map((each) => [each.field, each.code])).toEqual([['period', error]]);
    expect(found).not.toHaveProperty('period');
  });

  it('tell how they are written', () => {
    expect(enter('population-report', '2006').errors[0]?.message).toEqual({
      zh: '报表季度应写作 2006-Q1,在 1900 至 2199 之间',
      en: 'The report’s quarter must be written like 2006-Q1 and lie between 1900 and 2199',
    });
  });

  it.each([
    ['security-report', '2006-02', '2006-02-28'],
    ['population-report', '2006-Q1', '2006-03-31'],
    ['budget', '2005', '2005-12-31'],
  ])('%s of %s is placed on the last day', (code, period, day) => {
    expect(enter(code, period)).toMatchObject({ errors: [], warnings: [], period, occurredOn: day });
  });
});

describe('the day that places a record in time', () => {
  it('is an entity’s first day, or none yet', () => {
    expect(enter('facility', undefined, { opened_on: '2005-05-05' }).occurredOn).toBe('2005-05-05');
    expect(enter('facility', undefined).occurredOn).toBeNull();
  });

  it('is an event’s day as written on the spot', () => {
    const night = { submitted_at: '2006-01-02T01:30:00+08:00' };
    expect(enter('service-request', undefined, night).occurredOn).toBe('2006-01-02');
    expect(enter('activity', undefined, { held_on: '2006-01-02' }).occurredOn).toBe('2006-01-02');
  });

  it('is unknown while the value that gives it is wrong or missing', () => {
    expect(enter('activity', undefined, { held_on: 'soon' }).occurredOn).toBeNull();
    expect(occurredOn(typeOf('security-report'), {}, undefined)).toBeNull();
    expect(occurredOn(typeOf('security-report'), {}, 'soon')).toBeNull();
  });
});

describe('warnings', () => {
  it('are given for events and reports of the future, which may be saved nevertheless', () => {
    const codes = (entry: ValidatedEntry): unknown => [
      entry.errors.length,
      entry.warnings.map((each) => `${each.field} ${each.code}`),
    ];
    expect(codes(enter('activity', undefined, { held_on: '2006-06-16' }))).toEqual([
      0,
      ['held_on day_in_future'],
    ]);
    expect(codes(enter('activity', undefined, { held_on: '2006-06-15' }))).toEqual([0, []]);
    expect(codes(enter('security-report', '2006-07'))).toEqual([0, ['period period_in_future']]);
    expect(codes(enter('security-report', '2006-06'))).toEqual([0, []]);
    expect(codes(enter('facility', undefined, { opened_on: '2007-01-01' }))).toEqual([0, []]);
  });
});
