import { broken, item, place, refusal } from '../testing/broken-catalogue.js';
import { jinchengDocument } from '../testing/jincheng.js';

describe('a catalogue with broken measures or indicators is refused with the place and the rule', () => {
  it.each([
    ['office-300', 'terms.a.from', 'facilities', 'unknown record type “facilities”'],
    ['office-300', 'terms.a.agg', 'mean', 'expected one of count, sum, countDistinct, last'],
    ['office-300', 'terms.a.field', 'area', 'unknown field “area” of “facility”'],
    ['office-300', 'terms.a.field', 'name', '“sum” needs a number'],
    ['office-300', 'terms.a.where[0][0]', 'counts', 'unknown field “counts” of “facility”'],
    ['office-300', 'terms.a.where[0][1]', '~', 'expected one of =, !=, <'],
    ['office-300', 'terms.a.where[0][1]', '<', 'a boolean has no order'],
    ['office-300', 'terms.a.where[0][2]', 'true', 'expected true or false'],
    ['office-300', 'terms.a.where[1][2]', 'used', '“used” is not a value of “status”'],
    ['office-300', 'terms.a.where[1]', ['status'], 'expected [subject, test] or [subject, test, operand]'],
    ['office-300', 'terms.a.where[1]', ['status', 'set', 1], '“set” takes no operand', 'terms.a.where[1][2]'],
    ['office-300', 'terms.a.where[1]', ['status', '='], '“=” needs an operand'],
    [
      'office-300',
      'terms.a.where[1]',
      ['status', 'in', []],
      'expected at least one value',
      'terms.a.where[1][2]',
    ],
    [
      'office-300',
      'terms.a.where[1]',
      ['status', '=', { field: 'nix' }],
      'unknown field “nix” of “facility”',
      'terms.a.where[1][2].field',
    ],
    [
      'office-300',
      'terms.a.where[1]',
      ['status', '=', { field: 'books' }],
      '“books” cannot be compared with “status”',
      'terms.a.where[1][2].field',
    ],
    [
      'office-300',
      'terms.a.where[1]',
      ['books', '>', { param: 'nix' }],
      'unknown parameter “nix”',
      'terms.a.where[1][2].param',
    ],
    [
      'office-300',
      'terms.a.where[1]',
      ['books', '>', { param: 'plan.start' }],
      'expected a number, “plan.start” is a date',
      'terms.a.where[1][2].param',
    ],
    [
      'office-300',
      'terms.a.where[1]',
      ['opened_on', '<', 'soon'],
      'expected a day or “today”',
      'terms.a.where[1][2]',
    ],
    ['office-300', 'terms.a.at', 'address', '“address” is not a region'],
    ['office-300', 'terms.a.at', 'place', 'unknown field “place” of “facility”'],
    ['office-300', 'terms.a.window', 'week', 'expected one of stock, period, ytd, plan'],
    ['office-300', 'terms.a.shift', '1', 'expected a number of years such as -1y'],
    ['office-300', 'terms.a.reach', 'district', 'the fields that the term reads reach city, not district'],
    ['office-300', 'terms', {}, 'expected at least one term'],
    ['office-300', 'terms', { 'A!': {} }, '“A!” is not a name of the form', 'terms.A!'],
    ['office-300', 'value', 'b >= 300', 'unknown term “b”, at character 1'],
    ['office-300', 'value', 'a + 300', 'expected a boolean, found a number'],
    ['office-300', 'value', 'a >= param(nix)', 'unknown parameter “nix”, at character 6'],
    ['office-300', 'value', 'a = in-use', 'unknown term “in-use”, at character 5'],
    ['office-300', 'scope[0][0]', '@colour', 'unknown field “@colour”'],
    ['office-300', 'scope[0]', ['status', '=', 'in-use'], 'unknown field “status”', 'scope[0][0]'],
    ['office-300', 'per', 'city', 'expected one of community, street, district'],
    ['office-300', 'missing', 'zero', 'expected one of false, exclude'],
    ['nine-score', 'kind', 'bool', 'expected a boolean, found a number', 'value'],
    ['house-ok', 'terms.hh.agg', 'sum', '“sum” needs a flow, the field is a stock', 'terms.hh.field'],
    ['house-ok', 'terms.hh.window', 'ytd', '“last” has no window'],
    ['six-ok', 'terms.a.agg', 'last', '“last” needs a stock, the field is a flow', 'terms.a.field'],
    ['six-ok', 'terms.a.window', 'stock', '“health-report” is a flow and has no stock'],
    [
      'funds-ok',
      'terms.a.where[0]',
      ['amount', '>', 0.001],
      'expected an amount with at most two decimals',
      'terms.a.where[0][2]',
    ],
    ['police-room-ok', 'terms.n.field', 'kind', '“count” counts records, not a field'],
  ])('measures: %s %s = %j', (code, at, value, rule, foundAt = at) => {
    const found = broken(`${place('measures', code)}.${at}`, value);
    expect(found.rule).toContain(rule);
    expect(found.path).toBe(`${place('measures', code)}.${foundAt}`);
  });

  it.each([
    ['libraries', 'dims', ['colour'], 'unknown field “colour”: no term can be split by it', 'dims[0]'],
    ['libraries', 'dims', ['name'], '“name” has too many values to split by', 'dims[0]'],
    ['libraries', 'dims', ['kind', 'kind'], '“kind” is listed twice', 'dims[1]'],
    ['fp-floating', 'terms.n.where', [['births', 'set', 1]], '“set” takes no operand', 'terms.n.where[0][2]'],
    ['nine-ok', 'terms.n.measure', 'ten-ok', 'unknown measure “ten-ok”'],
    ['nine-ok', 'terms.n.agg', 'total', '“total” needs a measure of kind number'],
    ['nine-score', 'terms.s.agg', 'true', '“true” needs a measure of kind bool'],
    ['nine-ok', 'value', 'n > d', 'expected a number, found a boolean'],
    ['nine-ok', 'better', 'sideways', 'expected one of up, down, none'],
    ['nine-ok', 'targets[0].due', 'soon', 'expected a day'],
    ['nine-ok', 'targets[0].op', '=', 'expected one of >=, >, <=, <'],
    ['nine-ok', 'targets[0].value', '100', 'expected a number'],
    ['nine-ok', 'targets[0].regions', [], 'expected at least one unit code'],
    ['nine-ok', 'targets[0].basis', 'wish', 'expected one of seed, implied, ours'],
    ['persons-served', 'terms.n.reach', undefined, 'reach district, not city'],
    [
      'election-turnout',
      'terms.v.agg',
      'last',
      '“last” needs an entity or a report, “election” is neither',
      'terms.v.field',
    ],
    ['report-complete', 'terms.n.where[0][0]', 'sent', 'unknown field “sent” of “report-status”'],
  ])('indicators: %s %s = %j', (code, at, value, rule, foundAt = at) => {
    const found = broken(`${place('indicators', code)}.${at}`, value);
    expect(found.rule).toContain(rule);
    expect(found.path).toBe(`${place('indicators', code)}.${foundAt}`);
  });

  it('refuses two indicators of one code', () => {
    expect(broken(`${place('indicators', 'libraries')}.code`, 'facilities')).toEqual({
      path: place('indicators', 'libraries'),
      rule: '“facilities” is listed twice',
    });
  });

  it('refuses the window “plan” where no parameter says when the plan begins', () => {
    const document = jinchengDocument();
    document.params = document.params.filter((param) => param['code'] !== 'plan.start');
    expect(refusal(document).rule).toBe('the window “plan” needs the parameter plan.start');
  });

  it('refuses a dimension that does not travel as far as the term', () => {
    const document = jinchengDocument();
    const fields = item(document, 'types', 'cadre')['fields'] as Record<string, unknown>[];
    Object.assign(fields.find((field) => field['name'] === 'sex') ?? {}, { travel: 'street' });
    item(document, 'indicators', 'cross-post')['dims'] = ['sex'];
    expect(refusal(document)).toEqual({
      path: `${place('indicators', 'cross-post')}.dims[0]`,
      rule: '“sex” is not visible at city, where the term is computed',
    });
  });
});
