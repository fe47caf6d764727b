import { PlanCase, room } from '../../support/plan-case.js';

/* L12: ">90% [of the communities have] … cultural and sports activities [venues]". L47: "one district one police room". */

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

it.each([
  ['venue-coverage', 'culture-sport', 90],
  ['police-room-coverage', 'police-room', 100],
])('%s counts communities, not rooms', async (code, kind, value) => {
  const all = await plan.communities('1405');
  const enough = value === 100 ? all.length : Math.floor((value / 100) * all.length) + 1;
  await plan.enter(...all.slice(0, enough - 1).map((unit) => room(unit, kind, '一')));
  await plan.enter(room(all[0] ?? '', kind, '二'));
  expect(await plan.target(code)).toMatchObject({ value, met: false });
  await plan.enter(room(all[enough - 1] ?? '', kind, '一'));
  expect(await plan.target(code)).toMatchObject({ met: true, gap: 0 });
});
