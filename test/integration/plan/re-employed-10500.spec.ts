import { PlanCase } from '../../support/plan-case.js';

/*
 * L28: "10.5 million [10,500] … re-employment by 2007": persons, not placements, over the three years of the plan.
 * 10,499 persons, a hundred of them placed twice and one of them in two communities: not yet. One more: reached.
 */

const PERSONS = 10_499;

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

it('counts each person once, wherever and however often', async () => {
  const [here = '', there = ''] = await plan.communities('140502001');
  const work = (unit: string, person: number, happened_on = '2006-05-01', more = {}) => ({
    type: 'employment-event',
    unit,
    fields: {
      ...{ person_key: `key-${person}`, kind: 'reemployed', difficulty: true, happened_on },
      ...{ employer: '示例公司', ...more },
    },
  });
  await plan.enter(
    ...Array.from({ length: PERSONS }, (_, person) => work(here, person)),
    ...Array.from({ length: 100 }, (_, person) => work(here, person, '2007-03-01')),
    work(there, 0, '2007-04-01'),
    work(there, PERSONS, '2004-12-31'),
    work(there, PERSONS, '2006-01-01', { kind: 'training' }),
    work(there, PERSONS, '2006-01-01', { difficulty: false }),
  );
  const { value, children } = await plan.figure('reemployed', '140502001');
  expect(value).toBe(PERSONS);
  const parts = children.filter((child: { value: number }) => child.value > 0);
  // One person in two communities is one person of the street.
  expect(parts.map((child: { value: number }) => child.value)).toEqual([PERSONS, 1]);
  expect(await plan.target('reemployed')).toMatchObject({
    value: 10_500,
    figure: PERSONS,
    gap: 1,
    met: false,
  });
  await plan.enter(work(there, PERSONS, '2007-12-31'));
  expect(await plan.target('reemployed')).toMatchObject({ figure: 10_500, gap: 0, met: true });
}, 120_000);
