import { PlanCase } from '../../support/plan-case.js';

/* L12: "200 community service outlets" by 2007. */

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

it('counts what is open on the last day, and on any day before it', async () => {
  const communities = await plan.communities('1405');
  const outlet = (index: number, opened_on: string, more = {}) => ({
    type: 'service-outlet',
    unit: communities[index % communities.length] ?? '',
    fields: {
      ...{ name: `网点 ${index}`, category: 'retail', serves: 'residents', ownership: 'private' },
      ...{ founder: 'unemployed', opened_on, address: '一号', ...more },
    },
  });
  await plan.enter(
    ...Array.from({ length: 150 }, (_, index) => outlet(index, '2005-06-01')),
    ...Array.from({ length: 50 }, (_, index) => outlet(150 + index, '2007-12-31')),
    outlet(200, '2005-06-01', { closed_on: '2006-06-01' }),
  );
  expect(await plan.target('service-outlets')).toMatchObject({ value: 200, figure: 200, met: true, gap: 0 });
  expect((await plan.figure('service-outlets', '1405', '2007-12-30')).value).toBe(150);
  expect((await plan.figure('service-outlets', '1405', '2006-05-31')).value).toBe(151);
});
