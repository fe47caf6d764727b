import { isDeepStrictEqual as isEqual } from 'node:util';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import type { Body } from '../support/node-api.js';
import { activity } from '../support/sample-records.js';
import { until } from '../support/until.js';

const [CITY, STREET, COMMUNITY] = ['1405', '140502001', '140502001001'] as const;

/** Both written by the street's own node. */
const [HOSTED, OTHER] = ['140502001002', '140502001003'] as const;

const HEALED_MS_MAX = 60_000;

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start([CITY, STREET, COMMUNITY]);
  clerk = new Clerk(test.fleet);
  for (const unit of [HOSTED, OTHER, COMMUNITY]) await clerk.enter(unit, 20);
});

afterAll(() => test?.stop());

/** Puts a node back to an old copy; `meanwhile` is lost there, and `damage` happens while it is away. */
async function restoredAfter(
  unit: string,
  meanwhile: () => Promise<unknown>,
  damage: () => Promise<unknown>,
): Promise<void> {
  const node = test.fleet.node(unit);
  await settled(test);
  await node.stop();
  const restore = await test.backUp(unit);
  await node.start();
  await meanwhile();
  await settled(test);
  await node.stop();
  await restore();
  await damage();
  await node.start();
}

const headOf = async (unit: string, origin: string): Promise<number | undefined> =>
  (await headsOf(test, unit)).find((head) => head.origin === origin)?.seq;

const logOf = (origin: string): string => `origin_id = (SELECT id FROM origin WHERE origin = '${origin}')`;

const equal = (origin: string, ...[one, other]: readonly [string, string]): Promise<unknown> =>
  until(async () => isEqual(await headOf(one, origin), await headOf(other, origin)), {
    deadlineMs: HEALED_MS_MAX,
    what: `${origin} to be as long at ${one} as at ${other}`,
  });

describe('a street that comes back from an old copy, while one of its logs is damaged above', () => {
  let held: number | undefined;

  beforeAll(() =>
    restoredAfter(
      STREET,
      async () => {
        held = await headOf(STREET, HOSTED);
        for (const unit of [HOSTED, OTHER]) await clerk.enter(unit, 12);
      },
      () =>
        test.query(
          CITY,
          `UPDATE log_entry SET city = replace(city, 'party', 'Party') WHERE ${logOf(HOSTED)} AND seq > 25`,
        ),
    ),
  );

  it('P5 gets back the logs that are sound, and the other ones are closed until theirs is', async () => {
    await equal(OTHER, STREET, CITY);
    await clerk.enter(OTHER, 1);
    expect(await headOf(STREET, HOSTED)).toBe(held);
    const { rejected } = await test.fleet.node(STREET).api.enter([activity({}, { unit: HOSTED })]);
    expect(rejected).toMatchObject([{ code: 'log_recovering' }]);
  });

  it('P8 gets back the rest as soon as it is mended above', async () => {
    await test.query(
      CITY,
      `UPDATE log_entry SET city = replace(city, 'Party', 'party') WHERE ${logOf(HOSTED)} AND seq > 25`,
    );
    await equal(HOSTED, STREET, CITY);
    await clerk.enter(HOSTED, 1);
    await expectNothingLost(test, clerk);
  });
});

describe('a community that comes back from an old copy, while the street has lost the same entries', () => {
  it('P8 gets them back from the city, without the text that the city never had', async () => {
    let held = 0;
    let corrected = '';
    await restoredAfter(
      COMMUNITY,
      async () => {
        held = (await headOf(COMMUNITY, COMMUNITY)) ?? 0;
        [corrected = ''] = await clerk.enter(COMMUNITY, 8);
        await clerk.correct(corrected);
      },
      () => test.query(STREET, `DELETE FROM log_entry WHERE ${logOf(COMMUNITY)} AND seq > ${held + 2}`),
    );
    await equal(COMMUNITY, COMMUNITY, CITY);
    await clerk.enter(COMMUNITY, 1);
    await expectNothingLost(test, clerk);
    const repairs = await test.fleet
      .node(STREET)
      .api.call<Body>('operator', 'GET', '/api/v1/operations/repairs');
    expect(repairs['repairs']).toContainEqual(expect.objectContaining({ origin: COMMUNITY, source: CITY }));
  });
});
