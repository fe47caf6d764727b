import { broken, place, refusal } from '../testing/broken-catalogue.js';
import { jinchengDocument } from '../testing/jincheng.js';

const facility = place('types', 'facility');

describe('a catalogue with broken types is refused with the place and the rule', () => {
  it.each([[null], [[]], ['text'], [7], [{}]])('%j is no catalogue', (document) => {
    expect(refusal(document).path).toMatch(/^(document|version)$/);
  });

  it('does not take for its own what a document inherits', () => {
    expect(refusal(Object.create(jinchengDocument()))).toEqual({ path: 'version', rule: 'expected a text' });
  });

  it.each([
    ['version', 3, 'expected a text'],
    ['version', 'v'.repeat(65), `“${'v'.repeat(65)}” is not a name of the form ^[\\x21-\\x7e]{1,64}$`],
    ['enums.rank', [], 'expected at least one value'],
    ['enums.rank[1].zh', undefined, 'expected a text'],
    ['enums.rank[1].value', 'Not A Code', '“Not A Code” is not a name of the form'],
    ['params[3].from', '2005-02-30', 'expected a day'],
    ['params[3].where.region', '14050', '“14050” is not a unit code'],
    ['params[3].where.streetKind', 'village', 'expected one of street, town, township, quasi'],
    ['params[3].value', true, 'expected a number'],
    ['params', {}, 'expected a list'],
  ])('%s', (path, value, rule) => {
    const found = broken(path, value);
    expect(found.rule).toContain(rule);
    expect(found.path).toBe(path);
  });

  it.each([
    ['lifecycle', 'eternal', 'expected one of entity, event, report'],
    ['enteredAt', [], 'expected at least one level'],
    ['enteredAt[0]', 'province', 'expected one of city, district, street, community'],
    ['travel', 'province', 'expected one of city, district, street, community'],
    ['fields', [], 'expected at least one field'],
    ['fields[2].name', 'today', '“today” is a reserved word'],
    ['fields[2].name', '__proto__', '“__proto__” is not a name of the form'],
    ['fields[2].name', 'constructor', '“constructor” is a reserved word'],
    ['fields[2].type', 'float', 'expected one of string, text, integer'],
    ['fields[2].enum', 'facility.state', 'unknown code list “facility.state”'],
    ['fields[1].enum', 'rank', 'a string has no code list'],
    ['fields[7].ref', 'units', 'unknown record type “units”'],
    ['fields[1].ref', 'unit', 'a string points to no type'],
    ['fields[1].min', 0, 'a string has no bounds'],
    ['fields[3].max', -1, 'the upper bound lies below the lower one'],
    ['fields[3].required', 'yes', 'expected true or false'],
    ['fields[3].time', 'sum', 'only fields of reports are stocks or flows'],
    ['fields[3].travel', 'sky', 'expected one of city, district, street, community'],
    ['fields[3].en', ' ', 'expected a text'],
    ['naturalKey[1]', 'sort', 'unknown field “sort”'],
    ['naturalKey[1]', 'period', 'only reports have a period'],
    ['time.from', 'opened', 'unknown field “opened”'],
    ['time.to', 'name', '“name” is not a date'],
    ['time.from', undefined, 'expected a text'],
    ['period', 'month', 'only reports have a period'],
    ['rules[0]', 'opened set when status = in-use', 'unknown field “opened”, at character 1'],
    ['rules[0]', 'opened_on set when state = in-use', 'unknown field “state”, at character 20'],
    ['rules[0]', 'opened_on set when status = used', '“used” is not a value of “status”, at character 29'],
    ['rules[0]', 'opened_on set when status in (in-use, used)', '“used” is not a value of “status”'],
    ['rules[0]', 'name = used', 'unknown field “used”, at character 8'],
    ['rules[0]', 'opened_on <= books', 'expected a date, found a number, at character 14'],
    ['rules[0]', 'opened_on + 1 > 2', 'expected a number, found a date, at character 1'],
    ['rules[0]', 'status < in-use', 'a text has no order, use = or !='],
    ['rules[0]', 'books + 1', 'expected a boolean, found a number'],
    ['rules[0]', 'books > param(pay.min_month)', 'unknown parameter “pay.min_month”, at character 9'],
    ['rules[0]', 'books >', 'expected a name, a number or “(”, found the end, at character 8'],
  ])('types: facility %s = %j', (at, value, rule) => {
    const found = broken(`${facility}.${at}`, value);
    expect(found.rule).toContain(rule);
    expect(found.path).toBe(`${facility}.${at}`);
  });

  it.each([
    ['population-report', 'period', undefined, 'expected one of month, quarter, year'],
    ['population-report', 'time', { at: 'x' }, 'a report is placed in time by its period'],
    ['activity', 'time.at', 'title', '“title” is not a date or datetime'],
    ['service-request', 'fields[13].required', true, 'a derived field cannot be required'],
  ])('types: %s %s = %j', (code, at, value, rule) => {
    expect(broken(`${place('types', code)}.${at}`, value).rule).toContain(rule);
  });

  it('names the field by its place in the list', () => {
    expect(broken(`${facility}.fields[2].enum`, 'nowhere')).toEqual({
      path: `${facility}.fields[2].enum`,
      rule: 'unknown code list “nowhere”',
    });
  });

  it.each([
    ['enums.rank[1]', 'value', 'national'],
    [`${facility}.fields[2]`, 'name', 'kind'],
    [place('types', 'facility'), 'code', 'org'],
  ])('refuses a second %s with the %s of another', (path, key, taken) => {
    expect(broken(`${path}.${key}`, taken)).toEqual({ path, rule: `“${taken}” is listed twice` });
  });

  it('refuses a type with more fields than a record may carry', () => {
    const field = { type: 'string', zh: '甲', en: 'A' };
    const fields = Array.from({ length: 101 }, (_, index) => ({ ...field, name: `f${index}` }));
    expect(broken(`${facility}.fields`, fields).rule).toBe('expected at most 100 fields');
  });

  it('refuses a parameter that is a number in one row and a text in another', () => {
    expect(broken('params[3].value', 'many').rule).toContain('a number in one row and a text in another');
  });
});
