import { PlanCase } from '../../support/plan-case.js';

/*
 * L31: "install computers in all communities in Jincheng [the city proper] and Gaoping before 2006", "four-level networking".
 * L18: "scale adjustment … completed before the end of 2005".
 */

const PLACES = ['140502', '140581'];
const DUE = '2005-12-31';

let plan: PlanCase;
beforeAll(async () => {
  plan = await PlanCase.start();
});
afterAll(() => plan?.close());

const profile = (unit: string, computers: number, more = {}) => ({
  type: 'community-profile',
  unit,
  fields: {
    ...{ name: unit, established_on: '2000-01-01', adjusted: true, assembly_system: true },
    ...{ representative_system: true, police_mode: 'none', computers, network: 'none', ...more },
  },
});

it('asks all communities of the two, together', async () => {
  const all = (await Promise.all(PLACES.map((place) => plan.communities(place)))).flat();
  const [last = '', ...others] = all;
  await plan.enter(...others.map((unit) => profile(unit, 1)));
  const [record = ''] = await plan.enter(profile(last, 0));
  const missing = await plan.target('computer-coverage', DUE);
  expect(missing).toMatchObject({ regions: PLACES, met: false });
  expect(missing.figure).toBeCloseTo((100 * others.length) / all.length, 10);
  await plan.correct(record, profile(last, 2).fields);
  expect(await plan.target('computer-coverage', DUE)).toMatchObject({ figure: 100, met: true, gap: 0 });
  // Elsewhere nobody has said anything: that is not known, and counts as not met for the whole city.
  const city = await plan.figure('computer-coverage', '1405', DUE);
  expect([city.value < 100, city.unknown]).toEqual([
    true,
    (await plan.communities('1405')).length - all.length,
  ]);
});

it('knows which of them are on the network, and which are not', async () => {
  const [unit = ''] = await plan.communities('140502');
  expect((await plan.figure('network-coverage', unit, DUE)).value).toBe(0);
  expect(await plan.target('network-coverage', DUE)).toMatchObject({ figure: 0, gap: 100, met: false });
});

it('has adjusted the scale of those that said so', async () => {
  const adjusted = (await Promise.all(PLACES.map((place) => plan.communities(place)))).flat().length;
  const all = (await plan.communities('1405')).length;
  expect((await plan.target('community-adjusted', DUE)).figure).toBeCloseTo((100 * adjusted) / all, 10);
});
