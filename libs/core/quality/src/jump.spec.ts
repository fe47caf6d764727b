import fc from 'fast-check';
import type { Param } from '#core/catalogue';
import { boundsParams, comparedFields, earlierDays, jumpWarning, type ComparedField } from './index.js';
import { typeOf } from './testing/jincheng.js';

const TYPE = typeOf('environment-report');
const PLACE = { code: '140502001001', streetKind: 'street', seat: false } as const;
const DAY = '2006-03-31';

function compared(name: string, type = TYPE): ComparedField {
  const found = comparedFields(type).find(({ field }) => field.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
}

const at = (params: readonly Param[] = []) => ({ params, place: PLACE, day: DAY });
const before = (amount: bigint, day = '2006-02-28') => ({ amount, day });

it('needs a change beyond the percentage and beyond the absolute bound', () => {
  const { min, max } = { min: 0n, max: 1_000_000n };
  const amount = fc.bigInt({ min, max });
  let jumps = 0;
  fc.assert(
    fc.property(amount, amount, (now, then) => {
      const warning = jumpWarning(TYPE, compared('cleanups'), now, [before(then)], at());
      const change = Math.abs(Number(now - then));
      expect(warning !== undefined).toBe(change > 10 && change > 0.5 * Number(then));
      if (warning) jumps += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(jumps).toBeGreaterThan(100);
});

it('stands exactly at the bound without a word', () => {
  const of = (now: bigint, then: bigint) =>
    jumpWarning(TYPE, compared('cleanups'), now, [before(then)], at());
  expect([of(150n, 100n), of(50n, 100n), of(10n, 0n), of(14n, 4n)]).toEqual(Array(4).fill(undefined));
  expect([of(151n, 100n), of(49n, 100n), of(11n, 0n)].map((found) => found?.code)).toEqual(
    Array(3).fill('value_jump'),
  );
});

it('says what it was, when, and by how much it changed', () => {
  const { read } = compared('waste_t');
  const amount = (value: number) => read(value) ?? 0n;
  const warning = jumpWarning(TYPE, compared('waste_t'), amount(105.5), [before(amount(10.5))], at());
  expect(warning).toEqual({
    code: 'value_jump',
    kind: 'jump',
    field: 'waste_t',
    severity: 'check',
    message: {
      zh: '“生活垃圾产生量”为 105.5,2006-02 为 10.5,变化 +905%,请核对',
      en: expect.stringContaining('is 105.5 and was 10.5 in 2006-02, a change of +905%'),
    },
  });
});

it('looks at the season, too, where a figure is summed over its period', () => {
  expect(earlierDays(TYPE, DAY, true)).toEqual(['2006-02-28', '2005-03-31']);
  expect(earlierDays(TYPE, DAY, false)).toEqual(['2006-02-28']);
  expect(earlierDays(typeOf('population-report'), DAY, true)).toEqual(['2005-12-31', '2005-03-31']);
  expect(earlierDays(typeOf('budget'), '2006-12-31', true)).toEqual(['2005-12-31']);
  expect(earlierDays(typeOf('facility'), DAY, true)).toEqual([]);
  const everyMarch = [before(100n), before(300n, '2005-03-31')];
  expect(jumpWarning(TYPE, compared('cleanups'), 300n, everyMarch, at())).toBeUndefined();
  expect(jumpWarning(TYPE, compared('cleanups'), 900n, everyMarch, at())).toBeDefined();
});

it('takes its bounds from parameters, for a field and for a unit', () => {
  const row = (code: string, value: number, region = '1405'): Param => ({
    code: `environment-report.cleanups.${code}`,
    value,
    from: '2005-01-01',
    where: { region },
  });
  const params = boundsParams([
    row('jump_percent', 20),
    row('jump_absolute', 5),
    row('jump_percent', 300, '140521'),
    row('due_days', 1),
  ]);
  expect(params).toHaveLength(3);
  const of = (now: bigint) => jumpWarning(TYPE, compared('cleanups'), now, [before(100n)], at(params));
  expect(of(120n)).toBeUndefined();
  expect(of(121n)).toBeDefined();
  const elsewhere = { ...at(params), place: { ...PLACE, code: '140521001001' } };
  expect(jumpWarning(TYPE, compared('cleanups'), 399n, [before(100n)], elsewhere)).toBeUndefined();
});
