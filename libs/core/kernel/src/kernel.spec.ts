import {
  addDays,
  canonicalJson,
  deriveUnitKind,
  isDay,
  parentUnit,
  parsePeriod,
  periodOf,
  shiftYears,
  SilianError,
  unitLevel,
} from './index.js';

describe('unit codes', () => {
  it('reads the level from the length and nothing else', () => {
    expect(['1405', '50', '140502', '140502001', '140502001001', '14050', '14x5'].map(unitLevel)).toEqual([
      'city',
      'city',
      'district',
      'street',
      'community',
      undefined,
      undefined,
    ]);
  });
  it('cuts a code to its parent and stops at the root', () => {
    expect(parentUnit('140502001001', '1405')).toBe('140502001');
    expect(parentUnit('140502', '1405')).toBe('1405');
    expect(parentUnit('500101', '50')).toBe('50');
    expect(parentUnit('1405', '1405')).toBeUndefined();
  });
  it('derives urban and rural from the third segment', () => {
    expect(deriveUnitKind('140502001001')).toBe('urban');
    expect(deriveUnitKind('140502001401')).toBe('urban');
    expect(deriveUnitKind('140502001200')).toBe('rural');
    expect(deriveUnitKind('140502')).toBeUndefined();
  });
});

describe('days and periods', () => {
  it('knows which days exist', () => {
    const days = [
      '2004-02-29',
      '2005-02-29',
      '2005-13-01',
      '2005-00-01',
      '2005-01-00',
      '2005-1-1',
      '0000-01-01',
    ];
    expect(days.filter(isDay)).toEqual(['2004-02-29']);
  });
  it('reads months, quarters and years', () => {
    expect(parsePeriod('2006-Q1')).toEqual({ kind: 'quarter', from: '2006-01-01', to: '2006-03-31' });
    expect(parsePeriod('2004-02')).toEqual({ kind: 'month', from: '2004-02-01', to: '2004-02-29' });
    expect(parsePeriod('2006-Q5')).toBeUndefined();
    expect(periodOf('2006-05-06', 'quarter')).toEqual({
      kind: 'quarter',
      from: '2006-04-01',
      to: '2006-06-30',
    });
  });
  it('counts up to the last day that has four digits for its year, and stays there', () => {
    expect(addDays('9999-12-30', 1)).toBe('9999-12-31');
    expect(addDays('9999-12-31', 10)).toBe('9999-12-31');
    expect(addDays('9999-12-31', -1)).toBe('9999-12-30');
  });
  it('shifts a leap day to the 28th', () => {
    expect(shiftYears('2004-02-29', -1)).toBe('2003-02-28');
    expect(shiftYears('1000-01-01', -1)).toBe('0999-01-01');
  });
});

describe('an error', () => {
  it('names what can be a name, and repeats nothing else that it was given', () => {
    expect(new SilianError('unit_unknown', { unit: '140599' }).text.en).toContain('140599');
    for (const unit of ['张三', 'a b', 'x'.repeat(65), '\u0000', '']) {
      const { text, message, params } = new SilianError('unit_unknown', { unit });
      expect([params, text.en, message]).toEqual([
        { unit: '…' },
        'There is no unit with code …',
        'There is no unit with code …',
      ]);
    }
  });
});

describe('canonical JSON (RFC 8785)', () => {
  it('sorts keys by code unit and writes numbers as ECMAScript does', () => {
    expect(canonicalJson({ '€': 'Euro', '\r': 1, '1': 1e21, ö: 4.5, '😀': null, a: [true, 0.002] })).toBe(
      '{"\\r":1,"1":1e+21,"a":[true,0.002],"ö":4.5,"€":"Euro","😀":null}',
    );
  });
  it('refuses what JSON cannot carry', () => {
    expect(() => canonicalJson(Number.NaN)).toThrow(TypeError);
    expect(() => canonicalJson('\ud800')).toThrow(TypeError);
  });
});
