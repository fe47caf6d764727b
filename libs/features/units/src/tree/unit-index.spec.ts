import fc from 'fast-check';
import { unitLevel } from '#core/kernel';
import type { UnitRow } from '#platform/storage';
import { UnitIndex } from './unit-index.js';

function unit(code: string): UnitRow {
  const level = unitLevel(code) ?? 'city';
  return { code, name: code, level, kind: null, streetKind: null, seat: false, validFrom: '2023-06-30' };
}

function codesOf(units: readonly UnitRow[]): string[] {
  return units.map(({ code }) => code);
}

const CITY = ['140502001002', '1405', '140502', '140521', '140502001', '140502001001', '140521100'];

describe('picture of a tree', () => {
  const index = new UnitIndex(CITY.map(unit));

  it('finds units, their children in order and their path', () => {
    expect(index.size).toBe(7);
    expect(index.root?.code).toBe('1405');
    expect(index.find('140521')?.name).toBe('140521');
    expect(index.find('14052')).toBeUndefined();
    expect(codesOf(index.children('1405'))).toEqual(['140502', '140521']);
    expect(codesOf(index.children('140502001'))).toEqual(['140502001001', '140502001002']);
    expect(index.children('140502001001')).toEqual([]);
    expect(codesOf(index.path(unit('140502001002')))).toEqual([
      '1405',
      '140502',
      '140502001',
      '140502001002',
    ]);
  });

  it('hangs the counties of a municipality under its two digits', () => {
    const municipality = new UnitIndex(['50', '500101', '500229', '500229100'].map(unit));
    expect(municipality.root?.code).toBe('50');
    expect(codesOf(municipality.children('50'))).toEqual(['500101', '500229']);
    expect(codesOf(municipality.path(unit('500229100')))).toEqual(['50', '500229', '500229100']);
  });

  it('is empty before the first load', () => {
    const empty = new UnitIndex([]);
    expect([empty.size, empty.root, empty.subtree('1405'), empty.children('1405')]).toEqual([
      0,
      undefined,
      [],
      [],
    ]);
  });

  it('gives for any prefix what a scan would give', () => {
    const digits = (min: number, max: number): fc.Arbitrary<string> =>
      fc.string({ unit: fc.constantFrom('0', '1', '8', '9'), minLength: min, maxLength: max });
    fc.assert(
      fc.property(fc.uniqueArray(digits(1, 12), { maxLength: 60 }), digits(0, 12), (codes, prefix) => {
        const found = codesOf(new UnitIndex(codes.map(unit)).subtree(prefix));
        expect(found).toEqual(codes.filter((code) => code.startsWith(prefix)).toSorted());
      }),
    );
  });
});
