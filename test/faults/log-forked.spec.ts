import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError, ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { runCommand } from '../support/commands.js';
import { AFTER_EARLY, AFTER_LATE, Clerk } from '../support/fleet-clerk.js';
import { expectSound, headsOf, settled, type StoredHead } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { activity } from '../support/sample-records.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const HOSTED = '140502001002';

const WAIT = { deadlineMs: 30_000 };
const REASON = '社区服务器从旧备份恢复';

/** Entries that both branches have, and records that each of them adds. */
const [COMMON, LOST, ANEW] = [30, 5, 7];

interface UnitLogs {
  readonly logs: readonly {
    readonly epoch: number;
    readonly lane: string;
    readonly state: string;
    readonly seq: number;
    readonly message: { readonly zh: string };
    readonly forks: readonly {
      readonly commonSeq: number;
      readonly held: { readonly seq: number; readonly signature: string };
      readonly other: { readonly seq: number; readonly signature: string };
    }[];
  }[];
}

interface NewEpoch {
  readonly epoch: number;
  readonly dryRun: boolean;
  readonly records: number;
  readonly logs: readonly { readonly commonSeq: number; readonly parentSeq: number; readonly seq: number }[];
}

let test: TestFleet;
/** What was entered before the fault, and after it on the branch that the community has. */
let clerk: Clerk;
/** What was entered on the branch that the tiers above have, and that the community has lost. */
let lost: Clerk;
let before: { readonly [unit: string]: StoredHead[] };

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  [clerk, lost] = [new Clerk(test.fleet), new Clerk(test.fleet)];
  const records = await clerk.enter(COMMUNITY, COMMON);
  await fork(records);
});

afterAll(() => test?.stop());

/** Two histories of one log, both signed with the same key: an old copy goes on while nobody above can be asked. */
async function fork([corrected = '', removed = '']: readonly string[]): Promise<void> {
  const [community, street] = [test.fleet.node(COMMUNITY), test.fleet.node(STREET)];
  await settled(test);
  await until(
    async () => (await test.query(COMMUNITY, 'SELECT 1 FROM link WHERE carries_lanes')).length > 0,
    {
      ...WAIT,
      what: 'the community to know the urgent lane',
    },
  );
  await community.stop();
  const restore = await test.backUp(COMMUNITY);
  await community.start();
  await lost.enter(COMMUNITY, LOST);
  // Twice, so that the branch above holds a higher version than the one that the community will write.
  for (const expectedVersion of [1, 2])
    await community.api.correct(corrected, { expectedVersion, fields: fieldsOf(corrected) });
  await settled(test);
  await community.stop();
  await street.stop();
  await restore();
  await community.start();
  await clerk.enter(COMMUNITY, ANEW);
  await clerk.correct(corrected);
  await clerk.remove(removed);
  const { saved } = await community.api.enter([{ ...activity(), urgent: true }]);
  expect(saved).toMatchObject([{ lane: 'urgent' }]);
  before = { [CITY]: await headsOf(test, CITY) };
  await street.start();
}

function fieldsOf(record: string): object {
  return { name: `示例 ${record}`, kind: 'party-branch', established_on: '2005-03-01' };
}

const call = <T>(unit: string, method: string, path: string, body?: object): Promise<T> =>
  test.fleet.node(unit).api.call<T>('operator', method, `/api/v1/operations/${path}`, body);

const logsAt = (unit: string): Promise<UnitLogs> => call(unit, 'GET', `logs/${COMMUNITY}`);

const newEpoch = (body: object, unit: string = COMMUNITY, origin: string = COMMUNITY): Promise<NewEpoch> =>
  call(unit, 'POST', `logs/${origin}/new-epoch`, { reason: REASON, ...body });

async function codeOf(request: Promise<unknown>): Promise<string> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof ApiError ? (error.body.code ?? '') : '';
}

/** Records that each tier counts: those of the branch that it has, and all that was written again. */
const expected = (unit: string, day: string): number =>
  clerk.count(unit, day) + (unit === COMMUNITY ? 0 : lost.count(unit, day));

describe('a log of which two ends were signed', () => {
  it('P5 is stopped alone: its other lane, its siblings and all tiers go on', async () => {
    await until(async () => (await test.fleet.node(COMMUNITY).api.status()).uplink?.refused.length === 1, {
      ...WAIT,
      what: 'the log to be refused',
    });
    const { uplink } = await test.fleet.node(COMMUNITY).api.status();
    expect(uplink?.refused).toEqual([{ origin: COMMUNITY, code: 'frame_fork' }]);
    await clerk.enter(HOSTED, 3);
    const here = `SELECT 1 FROM record WHERE unit = $1 AND (unit = '${HOSTED}' OR type = 'activity')`;
    for (const [unit, count] of [
      [HOSTED, 3],
      [COMMUNITY, 1],
    ] as const)
      await until(async () => (await test.query(CITY, here, [unit])).length === count, {
        ...WAIT,
        what: `what ${unit} enters beside that log to reach the city`,
      });
    const ofLog = (heads: readonly StoredHead[] = []) =>
      heads.filter(({ origin, seq }) => origin === COMMUNITY && seq > 1);
    expect(ofLog(await headsOf(test, CITY))).toEqual(ofLog(before[CITY]));
  });

  it('is told to the operators of both sides in one sentence, with both ends as they were signed', async () => {
    const [above, own] = [await logsAt(STREET), await logsAt(COMMUNITY)];
    const held = COMMON + LOST + 2;
    const other = COMMON + ANEW + 2;
    expect(above.logs.find(({ lane }) => lane === 'ordinary')).toMatchObject({
      state: 'forked',
      seq: held,
      message: { zh: expect.stringContaining('开启新一期') },
      forks: [{ commonSeq: COMMON, held: { seq: held }, other: { seq: other } }],
    });
    const [fork] = above.logs.flatMap(({ forks }) => forks);
    expect([fork?.held.signature, fork?.other.signature]).toEqual([
      expect.stringMatching(/^[\w-]{86}$/),
      expect.stringMatching(/^[\w-]{86}$/),
    ]);
    expect(own.logs.map(({ lane, state }) => [lane, state])).toEqual([
      ['ordinary', 'forked'],
      ['urgent', 'sound'],
    ]);
    expect(await call(STREET, 'GET', 'status')).toMatchObject({
      forks: [{ origin: COMMUNITY, epoch: 1, lane: 'ordinary' }],
    });
    expect(await call(DISTRICT, 'GET', 'status')).toMatchObject({ forks: [] });
  });

  it('opens no epoch where none is needed, or where another node decides', async () => {
    expect(await codeOf(newEpoch({ lane: 'urgent' }))).toBe('epoch_not_needed');
    expect(await codeOf(newEpoch({}, STREET))).toBe('unit_not_here');
    expect(await codeOf(newEpoch({}, STREET, HOSTED))).toBe('epoch_not_needed');
    expect(await codeOf(newEpoch({}, COMMUNITY, HOSTED))).toBe('scope_exceeded');
    expect(await codeOf(newEpoch({ reason: '' }))).toBe('body_invalid');
  });

  it('says what the next epoch would do, and changes nothing', async () => {
    const heads = await headsOf(test, COMMUNITY);
    expect(await newEpoch({ dryRun: true })).toMatchObject({
      epoch: 2,
      dryRun: true,
      records: ANEW + 2,
      logs: [{ commonSeq: COMMON, parentSeq: COMMON + LOST + 2, seq: COMMON + ANEW + 2 }],
    });
    expect(await headsOf(test, COMMUNITY)).toEqual(heads);
  });
});

describe('the next epoch, by the decision of an operator', () => {
  beforeAll(async () => {
    expect(await newEpoch({})).toMatchObject({ epoch: 2, dryRun: false, records: ANEW + 2 });
    await clerk.enter(COMMUNITY, 4);
  });

  it('P1 P2 brings up all that a clerk was told is saved, and counts it once', async () => {
    await until(async () => (await test.fleet.node(COMMUNITY).api.status()).uplink?.backlog === 0, {
      ...WAIT,
      what: 'the community to have sent everything',
    });
    for (const { plan, api } of test.fleet.nodes) {
      const { unit } = plan;
      const figures = async () => {
        const days = [AFTER_EARLY, AFTER_LATE].map((day) => api.indicator('organisations', `at=${day}`));
        const [early, late] = await Promise.all(days);
        return { unit, early: early?.value, late: late?.value };
      };
      const wanted = { unit, early: expected(unit, AFTER_EARLY), late: expected(unit, AFTER_LATE) };
      await until(async () => (await figures()).late === wanted.late, {
        ...WAIT,
        what: `the figure of ${unit}`,
      });
      expect(await figures()).toEqual(wanted);
      expect((await api.status()).records).toMatchObject({ quarantined: 0, deferred: 0 });
    }
    await expectSound(test);
  });

  it('P6 makes the heads equal again, and both sides know it', async () => {
    const ofEpoch = async (unit: string, epoch: number) =>
      (await headsOf(test, unit)).filter((head) => head.origin === COMMUNITY && head.epoch === epoch);
    const second = await ofEpoch(COMMUNITY, 2);
    expect(second).toMatchObject([{ seq: ANEW + 2 + 4 }]);
    for (const unit of [STREET, DISTRICT, CITY]) {
      await until(async () => JSON.stringify(await ofEpoch(unit, 2)) === JSON.stringify(second), {
        ...WAIT,
        what: `the second epoch at ${unit}`,
      });
      expect(await ofEpoch(unit, 1)).toEqual(await ofEpoch(STREET, 1));
    }
    const [now] = await test.query<{ at: Date }>(COMMUNITY, 'SELECT now() AS at');
    await until(
      async () =>
        (await test.query(COMMUNITY, 'SELECT 1 FROM link WHERE equal_at > $1', [now?.at])).length > 0,
      {
        ...WAIT,
        what: 'a heartbeat to find both ends equal',
      },
    );
  });

  it('alarms nobody any more, and is asked for once only', async () => {
    const states = async (unit: string) =>
      (await logsAt(unit)).logs.map(({ epoch, lane, state }) => [epoch, lane, state]);
    const sound = [
      [1, 'urgent', 'sound'],
      [2, 'ordinary', 'sound'],
    ];
    expect(await states(COMMUNITY)).toEqual([[1, 'ordinary', 'superseded'], ...sound]);
    expect(await states(STREET)).toEqual([[1, 'ordinary', 'superseded'], ...sound]);
    expect(await call(STREET, 'GET', 'status')).toMatchObject({ forks: [] });
    expect(await call(COMMUNITY, 'GET', 'status')).toMatchObject({ uplink: { refused: [], backlog: 0 } });
    expect(await codeOf(newEpoch({}))).toBe('epoch_not_needed');
  });

  it('P3 leaves evidence of both ends that an auditor proves without a network', async () => {
    const trustRoot = await trustRootOf(CITY);
    const verify = () =>
      runCommand(['verify', '--database', test.databaseUrl(STREET), '--trust-root', trustRoot, '--json']);
    const good = await verify();
    expect({ code: good.code, ...(JSON.parse(good.stdout) as object) }).toMatchObject({
      code: 0,
      ok: true,
      forks: 1,
    });
    await test.query(STREET, `UPDATE fork SET common_seq = common_seq - 1`);
    const bad = await verify();
    expect(JSON.parse(bad.stdout)).toMatchObject({
      ok: false,
      fault: { origin: COMMUNITY, epoch: 1, rule: 'chain' },
    });
  });
});

async function trustRootOf(unit: string): Promise<string> {
  const chain = JSON.parse(
    await readFile(join(test.directory, 'keys', unit, 'certificate.json'), 'utf8'),
  ) as {
    readonly claims: string;
  }[];
  return (JSON.parse(chain.at(-1)?.claims ?? '') as { readonly key: string }).key;
}
