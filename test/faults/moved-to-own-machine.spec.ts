import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Body } from '../support/node-api.js';
import { PairedNodes } from '../support/paired-nodes.js';
import { until } from '../support/until.js';

const MAIN = 'dist/apps/node/src/main.js';
const [CITY, DISTRICT, STREET, COMMUNITY] = ['1405', '140502', '140502001', '140502001001'];
const TIERS = [STREET, DISTRICT, CITY];

/** A command that gets no answer gives up after half a minute. */
const COMMAND_MS_MAX = 60_000;

/** Four tiers from nothing, and several moves. */
const TEST_MS_MAX = 180_000;

let nodes: PairedNodes;
/** What a clerk was told had been saved. */
const saved: string[] = [];

beforeAll(async () => {
  nodes = await PairedNodes.create();
  await nodes.serve(CITY);
  for (const [unit, parent] of [
    [DISTRICT, CITY],
    [STREET, DISTRICT],
  ] as const) {
    await nodes.pair(unit, parent);
    await nodes.serve(unit);
  }
}, TEST_MS_MAX);

afterAll(() => nodes?.stop());

/** Enters organisations of the community at a node; gives the codes of what was refused. */
async function enter(at: string, count: number): Promise<string[]> {
  const records = Array.from({ length: count }, () => {
    const record = randomUUID() as string;
    const fields = { name: `示例 ${record}`, kind: 'party-branch', established_on: '2005-03-01' };
    return { record, type: 'org', unit: COMMUNITY, fields };
  });
  const { saved: done, rejected } = await nodes.node(at).api.enter(records);
  saved.push(...done.map(({ record }) => record));
  return rejected.map(({ code }) => code);
}

/** A person, whose name stays in the community. */
async function enterPerson(at: string, person: string): Promise<string> {
  const record = randomUUID();
  const fields = {
    ...{ person_key: person, name: `示例 ${person}`, category: 'elderly' },
    ...{ registered_on: '2006-01-01', served: true },
  };
  const { rejected } = await nodes.node(at).api.enter([{ record, type: 'person', unit: COMMUNITY, fields }]);
  expect(rejected).toEqual([]);
  return record;
}

async function nameOf(at: string, record: string): Promise<unknown> {
  const { fields } = await nodes.node(at).api.call<Body>('clerk', 'GET', `/api/v1/records/${record}`);
  return fields.name;
}

const offer = (path: string) =>
  nodes.node(STREET).api.call<Body>('operator', 'POST', `/api/v1/nodes/${COMMUNITY}/${path}`);

function beginAdopt(...flags: readonly string[]): ChildProcess {
  const env = nodes.node(COMMUNITY).environment();
  return spawn(process.execPath, [MAIN, 'adopt', ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function adopt(...flags: readonly string[]): Promise<{ code: number; output: string }> {
  const child = beginAdopt(...flags);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  const overdue = setTimeout(() => child.kill('SIGKILL'), COMMAND_MS_MAX);
  const [code] = (await once(child, 'close')) as [number];
  clearTimeout(overdue);
  return { code, output };
}

/** Cuts the command short at times spread over what it takes, and the host as well. */
async function interrupt(...flags: readonly string[]): Promise<void> {
  const [seed = 0] = fc.sample(fc.nat(), 1);
  const times = fc.sample(fc.integer({ min: 700, max: 2_500 }), { numRuns: 4, seed });
  for (const [turn, ms] of times.entries()) {
    const child = beginAdopt(...flags);
    await Promise.race([sleep(ms), once(child, 'close')]);
    if (turn === 2) {
      await nodes.node(STREET).kill();
      await nodes.node(STREET).start();
    }
    child.kill('SIGKILL');
  }
  process.stdout.write(`interrupted ${flags.join(' ')} with seed ${seed} at ${times.join(', ')} ms\n`);
}

/** Every tier holds one log of the community, whole and without a gap, and counts what was saved once. */
async function expectNothingLost(writer: string): Promise<void> {
  for (const unit of [writer, ...TIERS]) {
    const { api } = nodes.node(unit);
    await until(async () => (await api.indicator('organisations', 'at=2009-12-31')).value === saved.length, {
      deadlineMs: 40_000,
      everyMs: 100,
      what: `${unit} to count ${saved.length}`,
    });
    const { chainOk, recountOk, chain } = await api.audit();
    expect({ unit, chainOk, recountOk, faults: chain.faults }).toEqual({
      ...{ unit, chainOk: true, recountOk: true, faults: [] },
    });
  }
}

describe('a community that gets a machine of its own', () => {
  it(
    'P2 takes its log over, whatever is killed meanwhile, and loses or repeats nothing',
    async () => {
      await enter(STREET, 400);
      const person = await enterPerson(STREET, 'first');
      await nodes.pair(COMMUNITY, STREET);
      await nodes.serve(COMMUNITY);
      expect(await enter(COMMUNITY, 1)).toEqual(['log_hosted_above']);
      const early = await adopt();
      expect(early).toMatchObject({ code: 1, output: expect.stringContaining('hand_over_not_offered') });
      expect(await enter(STREET, 5)).toEqual([]);
      expect(await offer('hand-over')).toMatchObject({
        unit: COMMUNITY,
        moving: 'out',
        logs: 1,
        entries: 406,
      });
      await interrupt();
      expect(await adopt()).toMatchObject({ code: 0, output: expect.stringContaining('"moved":"out"') });
      expect(await enter(STREET, 1)).toEqual(['unit_not_here']);
      expect(await enter(COMMUNITY, 30)).toEqual([]);
      expect(await nameOf(COMMUNITY, person)).toBe('示例 first');
      await expectNothingLost(COMMUNITY);
      expect((await adopt()).code).toBe(0);
    },
    TEST_MS_MAX,
  );

  it(
    'P4 gives it back whole, with what only its host may hold, and writes no more',
    async () => {
      const person = await enterPerson(COMMUNITY, 'second');
      expect(await adopt('--back')).toMatchObject({
        code: 1,
        output: expect.stringContaining('hand_over_not_offered'),
      });
      expect(await enter(COMMUNITY, 1)).toEqual([]);
      await offer('take-back');
      await interrupt('--back');
      const { code, output } = await adopt('--back');
      expect([code === 0, /node_revoked/.test(output)]).toContain(true);
      expect(await enter(COMMUNITY, 1)).toEqual(['log_hosted_above']);
      expect(await enter(STREET, 20)).toEqual([]);
      await expectNothingLost(STREET);
      const { rejected } = await nodes.node(STREET).api.enter([
        {
          ...{ type: 'person', unit: COMMUNITY },
          fields: {
            ...{ person_key: 'second', name: '示例', category: 'elderly' },
            ...{ registered_on: '2006-01-01', served: true },
          },
        },
      ]);
      expect(rejected).toMatchObject([{ code: 'record_exists', details: { record: person } }]);
    },
    TEST_MS_MAX,
  );

  it(
    'comes back to the same machine, with another key',
    async () => {
      const api = nodes.node(COMMUNITY);
      await api.stop();
      const code = await nodes.newCode(COMMUNITY, STREET, true);
      const paired = nodes.runPair(COMMUNITY, STREET, code);
      await nodes.decide(COMMUNITY, STREET, 'approve');
      expect((await paired).code).toBe(0);
      await offer('hand-over');
      expect((await adopt()).code).toBe(0);
      await api.start();
      expect(await enter(COMMUNITY, 10)).toEqual([]);
      await expectNothingLost(COMMUNITY);
    },
    TEST_MS_MAX,
  );
});
