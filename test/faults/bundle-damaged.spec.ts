import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeProcess } from '../../apps/demo/src/fleet/index.js';
import { failAs, runAs } from '../support/commands.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, settled, storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';

const CITY = '1405';
const DISTRICT = '140502';
const UNIT = '140502001001';
const ENTERED = 400;

const random = new SeededRandom(runSeed());

let test: TestFleet;
let clerk: Clerk;
let city: NodeProcess;
let district: NodeProcess;
let good: Buffer;
const file = (name: string): string => join(test.directory, name);

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT]);
  clerk = new Clerk(test.fleet);
  [city, district] = [test.fleet.node(CITY), test.fleet.node(DISTRICT)];
  await clerk.enter(UNIT, 3);
  await settled(test);
  await city.stop();
  await clerk.enter(UNIT, ENTERED);
  await runAs(district, 'bundle', 'export', '--out', file('good'));
  good = await readFile(file('good'));
});

afterAll(() => test?.stop());

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ (1 << random.between(0, 7));
  return changed;
}

describe(`a bundle that was damaged on its way (TEST_SEED=${random.seed})`, () => {
  it.each([
    ['a bit of its header is another', () => flipped(good, random.between(20, 400))],
    [
      'a bit in its middle is another',
      () => flipped(good, random.between(good.length >> 2, good.length >> 1)),
    ],
    ['a bit of its end is another', () => flipped(good, good.length - random.between(1, 80))],
    ['it was cut off in its middle', () => good.subarray(0, random.between(2_000, good.length - 200))],
    ['its last byte is missing', () => good.subarray(0, -1)],
    [
      'its second half is empty',
      () => Buffer.concat([good.subarray(0, good.length >> 1), Buffer.alloc(good.length >> 1)]),
    ],
  ])('is refused whole where %s', async (_, damage) => {
    await writeFile(file('damaged'), damage());
    const before = await storedIn(test, CITY);
    const told = await failAs(city, 'bundle', 'import', file('damaged'), '--ack-out', file('no-ack'));
    expect(told).toMatch(/^bundle_(altered|truncated|malformed|receiver|sender|version): .+ \/ .+\n$/);
    expect(await storedIn(test, CITY)).toEqual(before);
    await expect(readFile(file('no-ack'))).rejects.toThrow('ENOENT');
  });

  it('is taken once it comes undamaged, and everything in it counts once', async () => {
    const imported = await runAs(city, 'bundle', 'import', file('good'), '--ack-out', file('ack'));
    expect(imported).toMatchObject({ entries: ENTERED, refused: 0, quarantined: 0, missing: [] });
    const ack = await readFile(file('ack'));
    await writeFile(file('damaged-ack'), flipped(ack, ack.length - random.between(1, 300)));
    expect(await failAs(district, 'bundle', 'import', file('damaged-ack'))).toContain('bundle_');
    expect((await district.api.status()).uplink?.backlog).toBe(ENTERED);
    await runAs(district, 'bundle', 'import', file('ack'));
    expect((await district.api.status()).uplink?.backlog).toBe(0);
    await city.start();
    await expectNothingLost(test, clerk);
  });
});
