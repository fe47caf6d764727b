import { PlanCase, room } from '../../support/plan-case.js';

/* L33: "five rooms, three stations and one place": all nine kinds, in use, in one community. */

const NINE = [
  ...['office', 'police-room', 'party-room', 'youth-room', 'elderly-room'],
  ...['labour-station', 'health-fp-station', 'service-station', 'culture-sport'],
];

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

it('takes each of the nine, one of them twice does not make up for another', async () => {
  const [unit = ''] = await plan.communities('140502001');
  const eight = NINE.slice(0, 8);
  await plan.enter(
    ...eight.map((kind) => room(unit, kind, kind)),
    room(unit, 'office', '又一间'),
    room(unit, 'library', '图书室'),
  );
  const [ninth = ''] = await plan.enter(room(unit, 'culture-sport', '未启用', { status: 'suspended' }));
  expect((await plan.figure('nine-ok', unit)).value).toBe(0);
  expect((await plan.figure('nine-score', unit)).value).toBeCloseTo((100 * 8) / 9, 10);
  await plan.correct(ninth, room(unit, 'culture-sport', '启用').fields);
  expect((await plan.figure('nine-ok', unit)).value).toBe(100);
  expect((await plan.figure('nine-score', unit)).value).toBe(100);
  const all = (await plan.communities('1405')).length;
  expect((await plan.target('nine-ok')).figure).toBeCloseTo(100 / all, 10);
});
