import { UNIT_NAME_CHARACTERS_MAX } from '#core/kernel';
import type { UnitLine } from '../unit-line.js';
import { LineChecks, UNITS_MAX } from './line-checks.js';

/** Checks `code|name|level` lines as a file whose header is line 1. */
function check(root: string, texts: readonly string[]): void {
  const checks = new LineChecks(root);
  texts.forEach((text, index) => {
    const [code = '', name = '某地', level] = text.split('|');
    const line: UnitLine = { line: index + 2, code, name };
    checks.check(level === undefined ? line : { ...line, level });
  });
  checks.finish();
}

const GOOD = [
  '1405|晋城市|city',
  '140502|城区|district',
  '140502001|东街|street',
  '140502001001|东关|community',
];

describe('checks of a units file', () => {
  it('accepts a tree, whichever way round parents and children stand', () => {
    expect(() => check('1405', GOOD)).not.toThrow();
    expect(() => check('1405', GOOD.toReversed())).not.toThrow();
    expect(() => check('50', ['50|重庆市|city', '500101|万州区|district', '500229'])).not.toThrow();
  });

  it.each([
    ['a code that is no code', [...GOOD, '14050x'], 6, /^code must be/],
    ['a code of no level', ['1405', '14050'], 3, /^code must be/],
    ['digits of another script', ['1405', '١٤٠٥٠٢'], 3, /^code must be/],
    ['an empty code', ['1405', ''], 3, /^code must be/],
    ['a unit of another city', ['1405', '140502', '330102'], 4, /^code 330102 is not within 1405$/],
    [
      'a level that the code denies',
      ['1405|晋城市|city', '140502|城区|street'],
      3,
      /^level must be district/,
    ],
    ['an empty level', ['1405|晋城市|'], 2, /^level must be city/],
    ['the same code twice', [...GOOD, '140502001|西街'], 6, /^code 140502001 is on line 4 already$/],
    ['no name', ['1405', '140502|'], 3, /^name is empty$/],
    ['a blank name', ['1405', '140502| \u3000'], 3, /^name is empty$/],
    [
      'a long name',
      ['1405', `140502|${'区'.repeat(UNIT_NAME_CHARACTERS_MAX + 1)}`],
      3,
      /^name is longer than 100/,
    ],
    ['a name with a line feed', ['1405', '140502|城\n区'], 3, /^name holds a control character/],
    ['a name that turns around', ['1405', '140502|城\u202e区'], 3, /^name holds a control character/],
    ['a name that spells no value', ['1405', '140502|\\N'], 3, /backslash/],
    [
      'a missing street',
      ['1405', '140502', '140502002001', '140502001001'],
      4,
      /^parent 140502002 of 1405020020/,
    ],
    ['a missing district', ['140502001', '1405'], 2, /^parent 140502 of 140502001 is not/],
    ['a missing root', ['140502', '140502001'], 2, /^parent 1405 of 140502 is not/],
    ['an empty file', [], 1, /^the file has no unit 1405$/],
  ])('refuses %s', (_what, lines, line, rule) => {
    expect(() => check('1405', lines)).toThrow(
      expect.objectContaining({
        code: 'units_file_invalid',
        params: { line, rule: expect.stringMatching(rule) },
      }),
    );
  });

  it('accepts a name of 100 characters, however many code units they take', () => {
    expect(() => check('1405', [`1405|${'𠀀'.repeat(UNIT_NAME_CHARACTERS_MAX)}`])).not.toThrow();
  });

  it('keeps the parts of a municipality from standing as cities', () => {
    expect(() => check('50', ['50', '5001'])).toThrow(/5001 is of the top level, which only 50 has/);
  });

  it('lists all missing parents and names the file where a source has several', () => {
    const checks = new LineChecks('1405');
    checks.check({ line: 2, file: 'cities.csv', code: '1405', name: '晋城市' });
    checks.check({ line: 9, file: 'streets.csv', code: '140502001', name: '东街' });
    checks.check({ line: 10, file: 'streets.csv', code: '140502002', name: '西街' });
    checks.check({ line: 11, file: 'streets.csv', code: '140521001', name: '某街' });
    expect(() => checks.finish()).toThrow(
      expect.objectContaining({
        params: { line: 9, rule: 'streets.csv: parent 140502 of 140502001 is not in the file' },
        details: [
          { line: 9, parent: '140502', child: '140502001' },
          { line: 11, parent: '140521', child: '140521001' },
        ],
      }),
    );
  });

  it('stops at a tree that is too large', () => {
    const communities = Array.from({ length: UNITS_MAX }, (_, i) => `1405${String(i).padStart(8, '0')}`);
    expect(() => check('1405', ['1405', ...communities])).toThrow(`more than ${UNITS_MAX} units`);
  });
});
