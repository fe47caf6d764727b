import type { Field } from '#core/catalogue';
import type { Cell } from '#platform/sheets';
import { readPeriod } from './read-period.js';
import { dayOf, readValue } from './read-value.js';

const CONTEXT = {
  list: [
    { value: 'in-use', zh: '使用中', en: 'In use' },
    { value: 'closed', zh: 'in-use', en: 'Closed' },
  ],
  offset: '+08:00',
};
const read = (type: Field['type'], cell: Cell): unknown => readValue({ type } as Field, cell, CONTEXT);

it.each<[string, Cell, unknown]>([
  ['2006-01-31', '2006-01-31', '2006-01-31'],
  ['slashes', '2006/1/2', '2006-01-02'],
  ['dots', '2006.1.2', '2006-01-02'],
  ['Chinese', '2006年1月2日', '2006-01-02'],
  ['full width', '２００６-１-２', '2006-01-02'],
  ['no marks', '20060102', '2006-01-02'],
  ['no marks, as a number', 20060102, '2006-01-02'],
  ['a serial number', 38719, '2006-01-02'],
  ['a serial number as text', '38719', '2006-01-02'],
  ['a cell that is a day', { serial: 38719.75 }, '2006-01-02'],
  ['a day that does not exist, for the rules to refuse', '2006-13-45', '2006-13-45'],
  ['a number that is no day', 7, undefined],
  ['words', '去年', undefined],
])('reads a day from %s', (_, cell, day) => expect(dayOf(cell)).toBe(day));

it.each<[Field['type'], Cell, unknown]>([
  ['integer', '1,200', 1200],
  ['integer', '１２', 12],
  ['integer', '12人', '12人'],
  ['integer', '1,20', '1,20'],
  ['integer', '1e3', '1e3'],
  ['money', '-12.50', -12.5],
  ['decimal', 0.5, 0.5],
  ['integer', true, true],
  ['boolean', '是', true],
  ['boolean', 'FALSE', false],
  ['boolean', 1, true],
  ['boolean', '也许', '也许'],
  ['enum', 'in-use', 'in-use'],
  ['enum', '使用中', 'in-use'],
  ['enum', 'IN USE', 'in-use'],
  ['enum', '别的', '别的'],
  ['string', 13800000000, '13800000000'],
  ['string', 140502199001011232, 140502199001011232],
  ['string', '007', '007'],
  ['string', '  ', undefined],
  ['string', null, undefined],
  ['string', false, 'false'],
  ['date', '去年', '去年'],
  ['datetime', '2006-1-2 8:05', '2006-01-02T08:05:00+08:00'],
  ['datetime', '2006年1月2日 8时05分', '2006-01-02T08:05:00+08:00'],
  ['datetime', { serial: 38719.5 }, '2006-01-02T12:00:00+08:00'],
  ['datetime', '2006/1/2', '2006-01-02T00:00:00+08:00'],
  ['datetime', '2006-01-02T08:05:00Z', '2006-01-02T08:05:00Z'],
  ['reference', ' ABCDEF ', 'abcdef'],
  ['region', 140502001001, '140502001001'],
])('reads %s from %j', (type, cell, value) => expect(read(type, cell)).toEqual(value));

it.each<['year' | 'quarter' | 'month', Cell, string]>([
  ['year', 2006, '2006'],
  ['year', '2006年度', '2006'],
  ['quarter', '2006-Q1', '2006-Q1'],
  ['quarter', '2006年第一季度', '2006-Q1'],
  ['quarter', '2006年4季度', '2006-Q4'],
  ['quarter', '2006Q2', '2006-Q2'],
  ['quarter', '2006-05', '2006-05'],
  ['month', '2006-01', '2006-01'],
  ['month', '2006年1月', '2006-01'],
  ['month', { serial: 38718 }, '2006-01'],
  ['month', '一月', '一月'],
])('reads a %s from %j', (kind, cell, period) => expect(readPeriod(kind, cell)).toBe(period));
