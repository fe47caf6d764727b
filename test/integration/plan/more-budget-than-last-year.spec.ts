import { PlanCase } from '../../support/plan-case.js';

/*
 * L57: community funds in the budgets, growing every year, in each county. L47: no more cases than a year before.
 * Equal amounts are exactly 100 %: nothing has grown.
 */

const DISTRICTS = ['140502', '140521', '140522', '140524', '140525', '140581'];

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

const budget = (unit: string, period: string, amount: number) => ({
  type: 'budget',
  unit,
  period,
  fields: { purpose: 'committee-work', source: 'district-budget', amount, in_fiscal: true },
});

it('asks each county for more than the year before', async () => {
  await plan.enter(
    ...DISTRICTS.flatMap((unit) => [
      budget(unit, '2006', 0.69),
      budget(unit, '2007', unit === '140521' ? 0.69 : 0.7),
    ]),
  );
  const target = await plan.target('budget-growth');
  expect(target).toMatchObject({ op: '>', value: 100, each: true, met: false, failing: ['140521'] });
  expect((await plan.figure('budget-growth', '140521')).value).toBe(100);
  expect((await plan.target('budget-growth', '2007-12-31', '140502')).met).toBe(true);
  expect((await plan.figure('budget-coverage')).value).toBe(100);
});

it('compares the cases of a year with those of the same months a year before', async () => {
  const [unit = ''] = await plan.communities('140502001');
  const cases = (period: string, count: number) => ({
    type: 'security-report',
    unit,
    period,
    fields: { cases: count, floating: 0, floating_registered: 0, released: 0, released_helped: 0 },
  });
  await plan.enter(cases('2006-01', 4), cases('2006-12', 6), cases('2007-01', 5), cases('2007-12', 5));
  expect(await plan.target('case-change')).toMatchObject({
    op: '<=',
    value: 100,
    figure: 100,
    met: true,
    gap: 0,
  });
  expect((await plan.figure('case-change', '1405', '2007-06-30')).value).toBe(125);
});
