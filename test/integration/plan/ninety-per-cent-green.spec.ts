import { PlanCase } from '../../support/plan-case.js';

/*
 * L12: ">90% of the residential areas … greening and beautification".
 * Nine of ten are exactly 90 %: not more. Ten of eleven are.
 */

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

it('takes quarters that are green and beautiful, both', async () => {
  const [unit = ''] = await plan.communities('140502001');
  const quarter = (name: string, greening_ok: boolean, beautify_ok: boolean) => ({
    type: 'residential-quarter',
    unit,
    fields: {
      ...{ name, registered_on: '2005-01-01', households: 10, greening_ok, beautify_ok },
      ...{ built: 'old', sorted_waste: false },
    },
  });
  await plan.enter(
    ...Array.from({ length: 9 }, (_, index) => quarter(`小区 ${index}`, true, true)),
    quarter('绿而不美', true, false),
  );
  expect(await plan.target('green-quarters')).toMatchObject({ op: '>', figure: 90, met: false });
  await plan.enter(quarter('又一个', true, true));
  const target = await plan.target('green-quarters');
  expect(target.met).toBe(true);
  expect(target.figure).toBeCloseTo(1000 / 11, 10);
});
