import { loadCatalogue, type UnitPredicate } from '#core/catalogue';
import { matchesScope, type UnitAttributes } from './index.js';
import { withIndicator } from './testing/jincheng.js';

function scope(...conditions: unknown[][]): readonly UnitPredicate[] {
  const terms = { n: { from: 'org', agg: 'count' } };
  const catalogue = loadCatalogue(withIndicator({ code: 'tried', scope: conditions, terms }));
  return catalogue.indicators.get('tried')?.scope ?? [];
}

const urban: UnitAttributes = {
  code: '140502001001',
  level: 'community',
  kind: 'urban',
  streetKind: 'street',
  seat: false,
};
const street: UnitAttributes = { code: '140521100', level: 'street', streetKind: 'town', seat: true };

describe('a scope', () => {
  it('holds for every unit where it asks nothing', () => {
    expect(matchesScope(scope(), street)).toBe(true);
  });
  it('asks for all its conditions', () => {
    const community = scope(['@level', '=', 'community'], ['@urban', '=', true]);
    expect(
      [urban, { ...urban, kind: 'rural' as const }, street].map((unit) => matchesScope(community, unit)),
    ).toEqual([true, false, false]);
  });
  it('does not hold for what a unit does not have, whichever way it asks', () => {
    const attributeless = { code: '1405', level: 'city', kind: null, seat: null } as const;
    expect(matchesScope(scope(['@urban', '=', false]), street)).toBe(false);
    expect(matchesScope(scope(['@urban', '!=', true]), attributeless)).toBe(false);
    expect(matchesScope(scope(['@streetKind', 'unset']), attributeless)).toBe(true);
    expect(matchesScope(scope(['@seat', 'set']), attributeless)).toBe(false);
  });
  it('reads kind of street, seat and code', () => {
    const seats = scope(['@streetKind', 'in', ['town', 'township']], ['@seat', '=', true]);
    expect([urban, street].map((unit) => matchesScope(seats, unit))).toEqual([false, true]);
    expect(matchesScope(scope(['@code', '=', street.code]), street)).toBe(true);
  });
});
