import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { Link } from '../../apps/drill/src/link/index.js';
import type { Body } from '../support/node-api.js';
import { PairedNodes } from '../support/paired-nodes.js';
import { until } from '../support/until.js';

const MAIN = 'dist/silian.js';
const [CITY, DISTRICT, STREET, COMMUNITY] = ['1405', '140502', '140502001', '140502001001'];
const TIERS = [STREET, DISTRICT, CITY];

/** A command that gets no answer gives up after half a minute. */
const COMMAND_MS_MAX = 60_000;

/** More answers than a run gets. */
const ANSWERS_MAX = 30;

/** At this answer the host is killed as well. */
const HOST_DIES_TOO = 2;

/** Four tiers from nothing, and several moves. */
const TEST_MS_MAX = 180_000;

let nodes: PairedNodes;
/** The way from the community's commands to its host. */
let link: Link;
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
  link = await Link.open(() => nodes.node(STREET).url);
}, TEST_MS_MAX);

afterAll(async () => {
  await link?.close();
  await nodes?.stop();
});

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

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function begin(...flags: readonly string[]): { readonly kill: () => void; readonly ended: Promise<Ended> } {
  const env = { ...nodes.node(COMMUNITY).environment(), PARENT_URL: link.url };
  const limits = { timeout: COMMAND_MS_MAX, killSignal: 'SIGKILL' } as const;
  const options = { env, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'], ...limits };
  const child = spawn(process.execPath, [MAIN, 'adopt', ...flags], options);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  const kill = (): void => void child.kill('SIGKILL');
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  return { kill, ended };
}

const adopt = (...flags: readonly string[]): Promise<Ended> => begin(...flags).ended;

/**
 * Kills the command after its first answer, the next run after its second, and so on, each time when the host has done
 * what it was asked and the machine has not heard of it, until a run comes to its end. Gives how often it was killed.
 */
async function adoptKilledEverywhere(...flags: readonly string[]): Promise<Ended & { killed: number }> {
  for (let killed = 0; killed < ANSWERS_MAX; killed += 1) {
    const run = begin(...flags);
    const over = new AbortController();
    void run.ended.then(() => over.abort());
    const next = () => link.catchNext('answer', COMMAND_MS_MAX, { signal: over.signal });
    for (let answers = 0; answers < killed; answers += 1) (await next())?.pass();
    const last = await next();
    if (!last) return { ...(await run.ended), killed };
    if (killed === HOST_DIES_TOO) await nodes.node(STREET).kill();
    run.kill();
    last.drop();
    await run.ended;
    if (killed === HOST_DIES_TOO) await nodes.node(STREET).start();
  }
  throw new Error('the command did not come to its end');
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
      const moved = await adoptKilledEverywhere();
      expect(moved).toMatchObject({ code: 0, output: expect.stringContaining('"moved":"out"') });
      expect(moved.killed).toBeGreaterThanOrEqual(3);
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
      const { code, output, killed } = await adoptKilledEverywhere('--back');
      // The last answer that was lost said that all is done: the machine's key speaks no more.
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('node_revoked') });
      expect(killed).toBeGreaterThanOrEqual(3);
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
