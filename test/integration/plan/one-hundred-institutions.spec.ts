import { PlanCase, room } from '../../support/plan-case.js';

/*
 * L12: "100 community health service centers, 100 community health and family planning service stations, 100 community
 * libraries" by 2007.
 */

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

it.each([
  ['health-centres', 'health-centre'],
  ['health-fp-stations', 'health-fp-station'],
  ['libraries', 'library'],
])('counts %s that are in use', async (code, kind) => {
  const communities = (await plan.communities('1405')).slice(0, 100);
  const [first = '', ...others] = communities;
  await plan.enter(...others.map((unit) => room(unit, kind, `${kind} 一`)));
  const [planned = ''] = await plan.enter(room(first, kind, `${kind} 一`, { status: 'suspended' }));
  expect(await plan.target(code)).toMatchObject({ value: 100, figure: 99, gap: 1, met: false });
  await plan.correct(planned, room(first, kind, `${kind} 一`).fields);
  expect(await plan.target(code)).toMatchObject({ figure: 100, gap: 0, met: true });
});
