import { PlanCase } from '../../support/plan-case.js';

/*
 * L23: "cross-part-time … more than 50% by 2007": those with a post in the party and in the committee, among those with any.
 * Two of four are exactly half: not more. Three of five are 60 %.
 */

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

it('asks for more than half', async () => {
  const [unit = ''] = await plan.communities('140502001');
  const cadre = (person: string, party_post: string, committee_post: string) => ({
    type: 'cadre',
    unit,
    fields: {
      ...{ person_key: person, name: person, sex: 'f', birth_year: 1970, education: 'college' },
      ...{ party_post, committee_post, engagement: 'full-time', fp_role: 'none', entry: 'open' },
      ...{ joined_on: '2006-01-01' },
    },
  });
  await plan.enter(
    cadre('甲', 'secretary', 'chair'),
    cadre('乙', 'member', 'member'),
    cadre('丙', 'member', 'none'),
    cadre('丁', 'none', 'member'),
    cadre('戊', 'none', 'none'),
  );
  expect((await plan.figure('cross-post')).terms).toEqual({ b: 2, p: 3, c: 3 });
  expect(await plan.target('cross-post')).toMatchObject({
    op: '>',
    value: 50,
    figure: 50,
    met: false,
    gap: 0,
  });
  await plan.enter(cadre('己', 'deputy', 'deputy'));
  expect(await plan.target('cross-post')).toMatchObject({ figure: 60, met: true, gap: 0 });
});
