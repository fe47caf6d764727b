import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publicKeyText } from '#core/protocol';
import { ApiError, NodeProcess, type NodeApi } from '../../apps/demo/src/fleet/index.js';
import { headsOf, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { linkNodeOf } from '../support/link.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';
const OLD_STREET = '140502001';
const NEW_STREET = '140502002';
const COMMUNITY = '140502001001';
const NEW_CODE = '140502002050';
const DAY = '2024-01-01';
const BEFORE = '2023-12-31';
const AFTER = '2024-12-31';

const DOCUMENT = {
  effectiveOn: DAY,
  title: '示例社区划归另一街道',
  changes: [{ kind: 'move', from: COMMUNITY, to: NEW_CODE }],
};

const run = promisify(execFile);

let test: TestFleet;
/** The community's node, whoever is its parent. */
let community: NodeProcess;
/** What was acknowledged to the clerk. */
const known = { orgs: 0, eventsBefore: 0, eventsAfter: 0 };

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT, OLD_STREET, NEW_STREET, COMMUNITY]);
  community = test.fleet.node(COMMUNITY);
});
afterAll(async () => {
  await community?.stop();
  await test?.stop();
});

async function enter(records: readonly object[]): Promise<readonly string[]> {
  const { saved, rejected } = await community.api.enter(records);
  expect(rejected).toEqual([]);
  return saved.map(({ record }) => record);
}

async function enterOrgs(unit: string, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => randomUUID() as string);
  known.orgs += count;
  return enter(ids.map((record) => ({ record, type: 'org', unit, fields: orgOf(record) })));
}

function orgOf(name: string): object {
  return { name, kind: 'party-branch', established_on: '2005-03-01' };
}

function enterEvents(unit: string, heldOn: string, count: number): Promise<readonly string[]> {
  known[heldOn < DAY ? 'eventsBefore' : 'eventsAfter'] += count;
  const fields = { kind: 'culture', title: '灯会', held_on: heldOn, participants: 8 };
  return enter(Array.from({ length: count }, () => ({ type: 'activity', unit, fields })));
}

/** As an administrator does it on a node that is up. */
function apply(api: NodeApi): Promise<unknown> {
  return api.call('administrator', 'POST', '/api/v1/units/reorganisations', DOCUMENT);
}

/** As an operator does it on the database of a node that is down. */
async function applyByCommand(unit: string): Promise<void> {
  const file = join(test.directory, 'reorganisation.json');
  await writeFile(file, JSON.stringify(DOCUMENT));
  const command = ['dist/silian.js', 'reorganise', '--database', test.databaseUrl(unit), '--file', file];
  const preview = JSON.parse((await run(process.execPath, [...command, '--preview'])).stdout) as object;
  expect(preview).toMatchObject({ closed: [{ code: COMMUNITY, successor: NEW_CODE }] });
  const outcome = JSON.parse((await run(process.execPath, command)).stdout) as object;
  expect(outcome).toMatchObject({ repeated: false });
}

/** The same node with the same key and database, told of another parent. */
async function pointedAt(parent: string): Promise<NodeProcess> {
  const keys = join(test.directory, 'keys', COMMUNITY);
  const root = await linkNodeOf(test, CITY);
  return new NodeProcess(
    { ...community.plan, parent },
    {
      databaseUrl: test.databaseUrl(COMMUNITY),
      queueUrl: undefined,
      parentUrl: test.fleet.node(parent).url,
      trustRootKey: publicKeyText(root.key),
      credentials: {
        keyFile: join(keys, 'node.key'),
        certificateFile: join(keys, 'certificate.json'),
        tokensFile: join(keys, 'tokens.json'),
        tokens: community.api.tokens,
      },
      dataDir: join(test.directory, 'data', COMMUNITY),
      logFile: join(test.directory, 'logs', `${COMMUNITY}-moved.log`),
      extra: { TEST_RUN: process.env['TEST_RUN'] ?? '' },
    },
  );
}

/** Waits until a node holds the community's logs, the old one and the new one, as the community itself does. */
async function holdsAll(unit: string): Promise<void> {
  const own = await headsOf(test, COMMUNITY);
  const text = (heads: typeof own): string[] => heads.map((head) => JSON.stringify(head));
  await until(
    async () => {
      const held = new Set(text(await headsOf(test, unit)));
      return text(own).every((head) => held.has(head));
    },
    { deadlineMs: 60_000, what: `${unit} to hold what the community holds` },
  );
}

async function figure(node: string, code: string, unit: string, at: string): Promise<number | null> {
  const answer = await test.fleet.node(node).api.indicator(code, `unit=${unit}&at=${at}`);
  return answer.value;
}

/** Everything once, on the right side of the day, as this tier sees it. */
async function expectCounted(node: string): Promise<void> {
  const orgs = (unit: string, at: string): Promise<number | null> => figure(node, 'organisations', unit, at);
  const events = (unit: string, at: string): Promise<number | null> => figure(node, 'activities', unit, at);
  const { orgs: all, eventsBefore, eventsAfter } = known;
  expect({
    node,
    whole: [await orgs(node, BEFORE), await orgs(node, AFTER)],
    old: [await orgs(OLD_STREET, BEFORE), await orgs(OLD_STREET, AFTER)],
    new: [await orgs(NEW_STREET, BEFORE), await orgs(NEW_STREET, AFTER)],
    eventsOld: [await events(OLD_STREET, BEFORE), await events(OLD_STREET, AFTER)],
    eventsNew: [await events(NEW_STREET, BEFORE), await events(NEW_STREET, AFTER)],
  }).toEqual({
    node,
    whole: [all, all],
    old: [all, 0],
    new: [0, all],
    eventsOld: [eventsBefore, 0],
    eventsNew: [0, eventsAfter],
  });
}

async function expectSound(): Promise<void> {
  const nodes = [...test.fleet.nodes.filter(({ plan }) => plan.unit !== COMMUNITY), community];
  for (const { plan, api } of nodes) {
    const { chainOk, recountOk, chain } = await api.audit();
    expect([plan.unit, chainOk, recountOk, chain.faults]).toEqual([plan.unit, true, true, []]);
  }
}

describe('a community that moves to another street while its records are queued', () => {
  let early: readonly string[] = [];

  it('loses nothing and counts nothing twice through its old street (P1, P2)', async () => {
    early = await enterOrgs(COMMUNITY, 40);
    await settled(test);
    await test.fleet.node(OLD_STREET).stop();
    await enterOrgs(COMMUNITY, 30);
    await enterEvents(COMMUNITY, BEFORE, 7);
    await applyByCommand(OLD_STREET);
    for (const unit of [COMMUNITY, CITY, DISTRICT, NEW_STREET]) await apply(test.fleet.node(unit).api);
    expect((await community.api.status()).uplink?.backlog).toBe(37);
    await test.fleet.node(OLD_STREET).start();
    await settled(test);
    for (const unit of [CITY, DISTRICT]) await expectCounted(unit);
  });

  it('enters under its new code from the day on, and late events under the old one', async () => {
    const refused = community.api.call('clerk', 'POST', '/api/v1/records', {
      type: 'org',
      unit: COMMUNITY,
      fields: orgOf('迟到'),
    });
    await expect(refused).rejects.toThrow(ApiError);
    await expect(refused).rejects.toMatchObject({ body: { code: 'unit_closed' } });
    await enterOrgs(NEW_CODE, 5);
    await enterEvents(NEW_CODE, DAY, 3);
    await enterEvents(COMMUNITY, BEFORE, 2);
    await holdsAll(CITY);
    for (const unit of [CITY, DISTRICT]) await expectCounted(unit);
    // The new street has not been sent anything: what it does not hold it does not count.
    expect((await headsOf(test, NEW_STREET)).map(({ origin }) => origin)).toEqual([]);
  });

  it('pointed at its new street, gives it every log from the first entry, in the middle of a backlog (P8)', async () => {
    await test.fleet.node(OLD_STREET).stop();
    await enterOrgs(NEW_CODE, 20);
    await community.stop();
    community = await pointedAt(NEW_STREET);
    await community.start();
    const body = { expectedVersion: 1, fields: { ...orgOf('更正'), established_on: '2006-01-01' } };
    await community.api.correct(early[0] ?? '', body);
    await community.api.remove(early[1] ?? '', 1, '重复');
    known.orgs -= 1;
    await holdsAll(NEW_STREET);
    await holdsAll(CITY);
    expect((await community.api.status()).uplink).toMatchObject({ backlog: 0, refused: [] });
    for (const unit of [CITY, DISTRICT]) await expectCounted(unit);
    expect(await figure(NEW_STREET, 'organisations', NEW_STREET, AFTER)).toBe(known.orgs);
    expect(await figure(NEW_STREET, 'activities', NEW_STREET, AFTER)).toBe(known.eventsAfter);
  });

  it('leaves every tier with the same logs and figures that add up (P3, P6)', async () => {
    await test.fleet.node(OLD_STREET).start();
    expect(await figure(OLD_STREET, 'activities', OLD_STREET, BEFORE)).toBe(known.eventsBefore);
    expect(await figure(OLD_STREET, 'organisations', OLD_STREET, AFTER)).toBe(0);
    await expectSound();
  });
});
