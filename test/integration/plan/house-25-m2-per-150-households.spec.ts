import { PlanCase, population, room } from '../../support/plan-case.js';

/*
 * L33: "25㎡ per 150 households" in the city proper and Gaoping, "20 m2 per 100 households" at the seats of the counties,
 * "at least 100M2" in other towns; "80% … reached the required standards by 2007".
 * 150 households need 25 m², 151 need 25.1667 m²; 250 at a seat need 50 m²; a town needs 100 m², whoever lives there.
 */

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

const house = (unit: string, area: number, name = '服务用房') =>
  room(unit, 'service-station', name, { floor_area_m2: area, counts_house: true });

const standing = async (unit: string) => {
  const { value, unknown } = await plan.figure('house-ok', unit);
  return { value, unknown };
};
const MET = { value: 100, unknown: 0 };
const NOT_MET = { value: 0, unknown: 0 };

it('asks 25 m² for 150 households in a street of the city proper, in proportion', async () => {
  const [one = '', two = '', three = '', four = ''] = await plan.communities('140502001');
  await plan.enter(house(one, 25), population(one, 150), house(two, 24.99), population(two, 150));
  await plan.enter(house(three, 25), population(three, 151), house(four, 25.17), population(four, 151));
  expect([await standing(one), await standing(two)]).toEqual([MET, NOT_MET]);
  expect([await standing(three), await standing(four)]).toEqual([NOT_MET, MET]);
});

it('asks 20 m² for 100 households where the government of a county sits', async () => {
  const [one = '', two = ''] = await plan.communities('140521100');
  await plan.enter(house(one, 50), population(one, 250), house(two, 49.99), population(two, 250));
  expect([await standing(one), await standing(two)]).toEqual([MET, NOT_MET]);
});

it('asks 100 m² in any other town, however many live there', async () => {
  const towns = (await plan.communities('140581')).filter((unit) => Number(unit.slice(6, 9)) >= 100);
  const [one = '', two = ''] = towns;
  await plan.enter(house(one, 100), population(one, 5_000), house(two, 99.99), population(two, 10));
  expect([await standing(one), await standing(two)]).toEqual([MET, NOT_MET]);
});

it('is not known where nobody has said how many households there are, and counts as not met', async () => {
  const unit = (await plan.communities('140502001')).at(-1) ?? '';
  await plan.enter(house(unit, 1_000));
  expect(await standing(unit)).toEqual({ value: 0, unknown: 1 });
});
