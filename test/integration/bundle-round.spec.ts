import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeProcess } from '../../apps/demo/src/fleet/index.js';
import { failAs, runAs } from '../support/commands.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf, settled, storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';

/** Each test starts a dozen programs one after the other; a slow machine needs seconds for each. */
const PROGRAMS_MS_MAX = 180_000;

const CITY = '1405';
const DISTRICT = '140502';
const [A, B] = ['140502001001', '140502001002'];

let test: TestFleet;
let clerk: Clerk;
let city: NodeProcess;
let district: NodeProcess;

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT]);
  clerk = new Clerk(test.fleet);
  [city, district] = [test.fleet.node(CITY), test.fleet.node(DISTRICT)];
});

afterAll(() => test?.stop());

const file = (name: string): string => join(test.directory, name);

let cityIsAway = false;

async function sendCityAway(): Promise<void> {
  await city.stop();
  cityIsAway = true;
}

async function bringCityBack(): Promise<void> {
  if (cityIsAway) await city.start();
  cityIsAway = false;
}

/** Every test begins and ends with a link that is up and has nothing to send. */
afterEach(async () => {
  await bringCityBack();
  await expectNothingLost(test, clerk);
});

async function framesSent(): Promise<number> {
  return (await district.api.status()).uplink?.framesSent ?? 0;
}

async function backlog(): Promise<number> {
  return (await district.api.status()).uplink?.backlog ?? 0;
}

/** Logs of one unit at a node, up to where. */
async function seqAt(unit: string, origin: string): Promise<number> {
  return (await headsOf(test, unit)).find((head) => head.origin === origin)?.seq ?? 0;
}

describe('the round of a bundle, without a network', () => {
  it(
    'brings everything up once, and the answer back, so that the link has nothing to send when it returns',
    async () => {
      await clerk.enter(A, 5);
      await settled(test);
      await sendCityAway();
      await clerk.enter(A, 300);
      await clerk.enter(B, 20);
      await clerk.enter(DISTRICT, 1);
      const sent = await framesSent();

      const exported = await runAs(district, 'bundle', 'export', '--out', file('up'));
      expect(exported).toMatchObject({ kind: 'up', to: CITY, logs: 3, entries: 321, stuck: 0 });
      expect(exported.remaining).toEqual({ logs: 0, entries: 0 });
      expect(exported.bytes).toBe((await readFile(file('up'))).length);
      expect(existsSync(file('up.part'))).toBe(false);
      expect(await backlog()).toBe(321);

      const imported = await runAs(city, 'bundle', 'import', file('up'), '--ack-out', file('ack'));
      expect(imported).toEqual({
        kind: 'up',
        from: DISTRICT,
        bundle: exported.bundle,
        frames: exported.frames,
        logs: 3,
        entries: 321,
        bytes: exported.bytes,
        refused: 0,
        refusals: [],
        quarantined: 0,
        missing: [],
      });
      const held = await storedIn(test, CITY);
      await runAs(city, 'bundle', 'import', file('up'), '--ack-out', file('ack-again'));
      expect(await storedIn(test, CITY)).toEqual(held);

      const answer = { kind: 'ack', from: CITY, bundle: exported.bundle, logs: 3, refused: 0 };
      for (const [ack, entries] of [
        ['ack', 321],
        ['ack-again', 0],
        ['ack', 0],
      ] as const) {
        expect(await runAs(district, 'bundle', 'import', file(ack))).toMatchObject({ ...answer, entries });
      }
      expect(await backlog()).toBe(0);

      await bringCityBack();
      await clerk.enter(B, 1);
      await settled(test);
      expect(await framesSent()).toBe(sent + 1);
    },
    PROGRAMS_MS_MAX,
  );

  it(
    'can be made in parts, and says what remains',
    async () => {
      await sendCityAway();
      await clerk.enter(A, 600);
      await clerk.enter(B, 600);
      const [first, second] = [file('first'), file('second')];
      const part = await runAs(district, 'bundle', 'export', '--out', first, '--bytes-max', '200000');
      expect(part.entries + part.remaining.entries).toBe(1_200);
      expect(part.remaining.entries).toBeGreaterThan(0);
      expect(part.bytes).toBeLessThanOrEqual(210_000);
      await runAs(city, 'bundle', 'import', first, '--ack-out', file('ack'));
      expect(await runAs(district, 'bundle', 'import', file('ack'))).toMatchObject({ entries: part.entries });
      const rest = await runAs(district, 'bundle', 'export', '--out', second);
      expect(rest).toMatchObject({ entries: part.remaining.entries, remaining: { logs: 0, entries: 0 } });
      await runAs(city, 'bundle', 'import', second, '--ack-out', file('ack'));
      await runAs(district, 'bundle', 'import', file('ack'));
      expect(await backlog()).toBe(0);
    },
    PROGRAMS_MS_MAX,
  );
});

describe('bundles beside a link', () => {
  it(
    'may be late, doubled and in any order',
    async () => {
      await sendCityAway();
      await clerk.enter(A, 30);
      await runAs(district, 'bundle', 'export', '--out', file('one'));
      await clerk.enter(A, 30);
      await runAs(district, 'bundle', 'export', '--out', file('two'));
      await runAs(city, 'bundle', 'import', file('two'), '--ack-out', file('ack-two'));
      await runAs(city, 'bundle', 'import', file('one'), '--ack-out', file('ack-one'));
      await bringCityBack();
      await clerk.enter(A, 30);
      await settled(test);
      const sent = await framesSent();
      for (const name of ['two', 'one']) {
        await runAs(city, 'bundle', 'import', file(name), '--ack-out', file('ack'));
        await runAs(district, 'bundle', 'import', file('ack'));
        await runAs(district, 'bundle', 'import', file(`ack-${name}`));
      }
      expect(await backlog()).toBe(0);
      await settled(test);
      expect(await framesSent()).toBe(sent);
    },
    PROGRAMS_MS_MAX,
  );

  it(
    'say which entries are missing where the parent has lost what it had acknowledged, and heal it',
    async () => {
      const before = await seqAt(DISTRICT, B);
      await settled(test);
      await sendCityAway();
      const restore = await test.backUp(CITY);
      await clerk.enter(B, 40);
      await runAs(district, 'bundle', 'export', '--out', file('lost'));
      await runAs(city, 'bundle', 'import', file('lost'), '--ack-out', file('ack'));
      await runAs(district, 'bundle', 'import', file('ack'));
      await restore();
      await clerk.enter(B, 10);
      await runAs(district, 'bundle', 'export', '--out', file('next'));
      const gap = await runAs(city, 'bundle', 'import', file('next'), '--ack-out', file('ack'));
      expect(gap).toMatchObject({
        refused: 1,
        refusals: [{ origin: B, epoch: 1, code: 'frame_gap' }],
        missing: [{ origin: B, epoch: 1, from: before + 1, to: before + 40 }],
      });
      await runAs(district, 'bundle', 'import', file('ack'));
      expect(await backlog()).toBe(50);
    },
    PROGRAMS_MS_MAX,
  );

  it(
    'are taken while both nodes run',
    async () => {
      await clerk.enter(A, 3);
      const [exported] = await Promise.all([
        runAs(district, 'bundle', 'export', '--out', file('running')),
        clerk.enter(B, 100),
      ]);
      const [imported] = await Promise.all([
        runAs(city, 'bundle', 'import', file('running'), '--ack-out', file('ack')),
        clerk.enter(A, 100),
      ]);
      expect(imported).toMatchObject({ bundle: exported.bundle, refused: 0 });
      await runAs(district, 'bundle', 'import', file('ack'));
    },
    PROGRAMS_MS_MAX,
  );
});

describe('a bundle that is not taken', () => {
  beforeAll(async () => {
    await runAs(district, 'bundle', 'export', '--out', file('good'));
    await runAs(city, 'bundle', 'import', file('good'), '--ack-out', file('good-ack'));
  });

  it.each([
    ['by its own sender', () => district, ['import', 'good'], 'bundle_receiver: 离线包不是给本节点的'],
    ['as an answer by him who answered', () => city, ['import', 'good-ack'], 'bundle_receiver'],
    ['because it is none', () => city, ['import', 'keys/1405/tokens.json'], 'bundle_malformed'],
    ['without a place for the answer', () => city, ['import', 'good'], '--ack-out is needed'],
    ['because it is not there', () => city, ['import', 'nowhere'], 'ENOENT'],
  ])('%s', async (_, node, [action = '', name = ''], told) => {
    const before = await storedIn(test, CITY);
    expect(await failAs(node(), 'bundle', action, file(name))).toContain(told);
    expect(await storedIn(test, CITY)).toEqual(before);
  });

  it(
    'is not even made by the node at the top',
    async () => {
      expect(await failAs(city, 'bundle', 'export', '--out', file('none'))).toContain('nobody to send');
      expect(existsSync(file('none'))).toBe(false);
    },
    PROGRAMS_MS_MAX,
  );
});
