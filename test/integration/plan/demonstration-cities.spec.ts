import { PlanCase } from '../../support/plan-case.js';

/*
 * L52: one to two national and two to three provincial demonstration cities or districts by 2007; L15: the city proper a
 * provincial one by 2005.
 */

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

const award = (kind: string, rank: string, subject: string, more = {}) => ({
  type: 'award',
  unit: '1405',
  fields: {
    ...{
      kind,
      rank,
      subject_region: subject,
      subject_name: subject,
      stage: 'named',
      named_on: '2005-10-01',
      ...more,
    },
  },
});

it('counts where the award belongs, and only what has been named', async () => {
  await plan.enter(
    award('demo-district', 'provincial', '140502'),
    award('demo-district', 'provincial', '140581', { stage: 'applied', named_on: undefined }),
    award('demo-community', 'provincial', '140502001001'),
  );
  expect(await plan.target('demo-provincial', '2005-12-31', '140502')).toMatchObject({
    figure: 1,
    met: true,
  });
  expect(await plan.target('demo-provincial', '2007-12-31')).toMatchObject({
    value: 2,
    stretch: 3,
    figure: 1,
    gap: 1,
  });
  await plan.enter(award('demo-city', 'provincial', '1405', { named_on: '2007-12-31' }));
  expect(await plan.target('demo-provincial', '2007-12-31')).toMatchObject({ figure: 2, met: true });
  expect(await plan.target('demo-national', '2007-12-31')).toMatchObject({
    value: 1,
    stretch: 2,
    figure: 0,
    gap: 1,
  });
  await plan.enter(award('demo-city', 'national', '1405', { named_on: '2006-06-01' }));
  expect(await plan.target('demo-national', '2007-12-31')).toMatchObject({ figure: 1, met: true });
});
