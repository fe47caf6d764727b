import fc from 'fast-check';
import { UnitColumn } from './unit-column.js';

const code = fc
  .tuple(fc.constantFrom('140502', '140581'), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .map(([district, street, community]) => `${district}00${street}00${community}`);
const sums = fc
  .uniqueArray(fc.tuple(code, fc.bigInt({ min: -5n, max: 5n }), fc.nat(3)), { selector: ([unit]) => unit })
  .map((rows) => rows.sort(([one], [other]) => (one < other ? -1 : 1)))
  .map((rows) => rows.map(([group, value, records]) => ({ group, dims: '', value, records })));

/** Added up without any order. */
function plainly(
  rows: readonly { group: string; value: bigint; records: number }[],
  prefix: string,
  width: number,
) {
  const groups = new Map<string, { group: string; value: bigint; records: number }>();
  for (const { group: unit, value, records } of rows) {
    if (!unit.startsWith(prefix)) continue;
    const group = unit.slice(0, width);
    const known = groups.get(group) ?? { group, value: 0n, records: 0 };
    groups.set(group, { group, value: known.value + value, records: known.records + records });
  }
  return [...groups.values()].sort((one, other) => (one.group < other.group ? -1 : 1));
}

const places = fc.tuple(fc.constantFrom('1405', '140502', '140581001'), fc.constantFrom(4, 6, 9, 12));

describe('a column of units', () => {
  it('adds up the units of a subtree by the digits of their codes', () => {
    fc.assert(
      fc.property(sums, places, (rows, [prefix, width]) => {
        expect(new UnitColumn(rows).groups(prefix, width, () => true)).toEqual(plainly(rows, prefix, width));
      }),
    );
  });

  it('leaves out what does not count', () => {
    fc.assert(
      fc.property(sums, code, (rows, left) => {
        const others = rows.filter(({ group }) => group !== left);
        expect(new UnitColumn(rows).groups('1405', 12, (unit) => unit !== left)).toEqual(
          plainly(others, '1405', 12),
        );
      }),
    );
  });

  it('takes what some units have now, and is itself as it was', () => {
    fc.assert(
      fc.property(sums, sums, fc.uniqueArray(code), (rows, newer, changed) => {
        const column = new UnitColumn(rows);
        const now = newer.filter(({ group }) => changed.includes(group));
        const kept = rows.filter(({ group }) => !changed.includes(group));
        const replaced = column.replacing(new Set(changed), now);
        expect(replaced.groups('1405', 12, () => true)).toEqual(plainly([...kept, ...now], '1405', 12));
        expect(column.groups('1405', 12, () => true)).toEqual(plainly(rows, '1405', 12));
      }),
    );
  });

  it('adds what further cells hold, takes it away again, and is itself as it was', () => {
    fc.assert(
      fc.property(sums, sums, (rows, further) => {
        const column = new UnitColumn(rows);
        const added = column.adding(further, 1n);
        expect(added.groups('1405', 12, () => true)).toEqual(plainly([...rows, ...further], '1405', 12));
        const codes = new Set([...rows, ...further].map(({ group }) => group));
        const zeros = [...codes].map((group) => ({ group, value: 0n, records: 0 }));
        expect(added.adding(further, -1n).groups('1405', 12, () => true)).toEqual(
          plainly([...rows, ...zeros], '1405', 12),
        );
        expect(column.groups('1405', 12, () => true)).toEqual(plainly(rows, '1405', 12));
      }),
    );
  });
});
