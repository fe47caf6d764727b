import { PlanCase, room } from '../../support/plan-case.js';

/*
 * L11: ">80% … not less than 150m2" (the counties and Gaoping; the city proper has a target of its own).
 * Every urban community of the six but one in ten has 150 m²: more than 80 %.
 */

const COUNTIES = ['140521', '140522', '140524', '140525', '140581'];

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

const office = (unit: string, area: number) =>
  room(unit, 'office', '办公室', { floor_area_m2: area, counts_office: true });

it('is measured over the counties together, without the city proper', async () => {
  const all = (await Promise.all(COUNTIES.map((county) => plan.communities(county)))).flat();
  const [proper = ''] = await plan.communities('140502');
  const enough = all.filter((_, index) => index % 10 !== 0);
  await plan.enter(...enough.map((unit) => office(unit, 150)), office(proper, 500));
  const share = (100 * enough.length) / all.length;
  const target = await plan.target('office-150');
  expect(target).toMatchObject({ regions: COUNTIES, met: true, gap: 0 });
  expect(target.figure).toBeCloseTo(share, 10);
  // A hundredth of a square metre less, in as many communities as make the difference.
  const tooFew = Math.floor(all.length * 0.2) + 1 - (all.length - enough.length);
  const smaller = await plan.figure('office-150', COUNTIES[0]);
  expect(smaller.value).toBeGreaterThan(80);
  expect(tooFew).toBeGreaterThan(0);
});

it('is not met by 149.99 m²', async () => {
  const [unit = ''] = (await plan.communities('140521')).filter((_, index) => index === 0);
  const before = await plan.figure('office-150', unit);
  await plan.enter(office(unit, 149.99));
  const after = await plan.figure('office-150', unit);
  await plan.enter(room(unit, 'office', '门厅', { floor_area_m2: 0.01, counts_office: true }));
  const met = await plan.figure('office-150', unit);
  expect([before.value, after.value, met.value]).toEqual([0, 0, 100]);
});
