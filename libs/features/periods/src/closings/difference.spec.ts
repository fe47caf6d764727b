import { changedChildren, compareFigures, type FrozenReading } from './difference.js';

const figure = (value: number | null, terms: Record<string, number | null> = { n: value }) => ({
  value,
  terms,
});
const reading = (children: Record<string, number | null>): FrozenReading => ({
  ...figure(1),
  children: Object.entries(children).map(([unit, value]) => ({
    unit,
    name: `单位 ${unit}`,
    ...figure(value),
  })),
});

describe('a frozen figure and that of today', () => {
  it.each<[string, Parameters<typeof compareFigures>, ReturnType<typeof compareFigures>]>([
    ['are equal', [figure(4), figure(4)], { frozen: 4, live: 4, difference: 0, differs: false }],
    ['differ', [figure(4), figure(1)], { frozen: 4, live: 1, difference: -3, differs: true }],
    [
      'differ where only a term does',
      [figure(50, { n: 1, d: 2 }), figure(50, { n: 2, d: 4 })],
      { frozen: 50, live: 50, difference: 0, differs: true },
    ],
    [
      'are not compared by terms that only one of them has',
      [figure(4, { n: 4 }), figure(4, { m: 4 })],
      { frozen: 4, live: 4, difference: 0, differs: false },
    ],
    [
      'have no difference where one is not known',
      [figure(null), figure(1)],
      { frozen: null, live: 1, difference: null, differs: true },
    ],
    [
      'are told where there is none today',
      [figure(4), undefined],
      { frozen: 4, live: null, difference: null, differs: true },
    ],
  ])('%s', (_, [frozen, live], expected) => {
    expect(compareFigures(frozen, live)).toEqual(expected);
  });
});

it('names the units below whose figure is another one, also those that only one of the two has', () => {
  const frozen = reading({ '01': 1, '02': 2, '03': 3 });
  const live = reading({ '01': 1, '02': 5, '04': 4 });
  const changed = changedChildren(frozen, live).map(({ unit, name, difference }) => [unit, name, difference]);
  expect(changed).toEqual([
    ['02', '单位 02', 3],
    ['03', '单位 03', null],
    ['04', '单位 04', null],
  ]);
});
