import { PlanCase, PLAN_END } from '../../support/plan-case.js';

/* L12: "100 community service projects" by 2007. The ninety-ninth is not enough, the hundredth is. */

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

const project = (unit: string, number: number, more = {}) => ({
  type: 'service-project',
  unit,
  fields: {
    ...{
      name: `项目 ${number}`,
      category: 'elderly-care',
      serves: 'residents',
      charge: 'free',
      online: false,
    },
    ...{ started_on: '2006-01-01', ...more },
  },
});

it('takes projects of every tier, and not one that has ended', async () => {
  const [community = ''] = await plan.communities('140502001');
  const units = [community, '140502001', '140502', '1405'];
  await plan.enter(...Array.from({ length: 98 }, (_, index) => project(units[index % 4] ?? '', index)));
  await plan.enter(
    project('140581', 98, { ended_on: '2007-12-31' }),
    project('140581', 99, { started_on: '2008-01-01' }),
  );
  expect(await plan.target('service-projects')).toMatchObject({ value: 100, figure: 98, gap: 2, met: false });
  const [last = ''] = await plan.enter(project('140581', 100), project('140581', 101));
  expect(await plan.target('service-projects')).toMatchObject({ figure: 100, gap: 0, met: true });
  await plan.remove(last);
  expect(await plan.target('service-projects', PLAN_END)).toMatchObject({ figure: 99, gap: 1, met: false });
});
