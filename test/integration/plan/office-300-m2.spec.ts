import { PlanCase, room } from '../../support/plan-case.js';

/*
 * L11: ">80% of the urban communities … office and service rooms not less than 300m2" (the city proper, 140502).
 * Three communities: 300.00 m² in one room, 300.00 in two, 299.99 in one. Two of them meet it.
 */

const CITY_PROPER = '140502';

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

const office = (unit: string, area: number, name = '办公室', more = {}) =>
  room(unit, 'office', name, { floor_area_m2: area, counts_office: true, ...more });

it('is met by 300 m² together, not by a hundredth less, and only by rooms that are in use and count', async () => {
  const [one = '', two = '', three = '', four = ''] = await plan.communities(CITY_PROPER);
  await plan.enter(
    office(one, 300),
    office(two, 180.01, '一楼'),
    office(two, 119.99, '二楼'),
    office(three, 299.99),
    office(four, 300, '停用', { status: 'suspended' }),
    office(four, 300, '不计入', { counts_office: false }),
  );
  const all = (await plan.communities(CITY_PROPER)).length;
  const { terms, value } = await plan.figure('office-300', CITY_PROPER);
  expect(terms).toEqual({ n: 2, d: all });
  expect(value).toBeCloseTo(200 / all, 10);
  expect(await plan.target('office-300')).toMatchObject({
    ...{ op: '>=', value: 80, regions: [CITY_PROPER], figure: value, met: false },
    gap: 80 - value,
  });
});

it('is met by the city proper where four of five communities have it', async () => {
  const all = await plan.communities(CITY_PROPER);
  const needed = Math.ceil(0.8 * all.length);
  await plan.enter(...all.slice(4, needed + 1).map((unit) => office(unit, 300)));
  expect(await plan.target('office-300')).toMatchObject({ met: false });
  await plan.enter(office(all[2] ?? '', 0.01, '扩建'));
  expect(await plan.target('office-300')).toMatchObject({ met: true, gap: 0 });
});
