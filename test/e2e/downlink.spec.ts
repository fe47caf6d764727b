import { readFile } from 'node:fs/promises';
import { productFile } from '#platform/config';
import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import type { Body } from '../support/node-api.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;

const ARRIVAL = { deadlineMs: 30_000 };

const DEADLINE = '2006-07-31';
/** Without a node of its own: its records are entered by the street. */
const HOSTED_BY_STREET = '140502001002';

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

const at = (unit: string) => test.fleet.node(unit).api;

async function listAt(unit: string, kind: string): Promise<Body[]> {
  return (await at(unit).call<Body>('clerk', 'GET', `/api/v1/${kind}`))[kind];
}

/** Waits until a unit's node lists what was issued under this id. */
function arrives(unit: string, kind: string, id: string): Promise<Body> {
  return until(async () => (await listAt(unit, kind)).find((item) => item.id === id), {
    ...ARRIVAL,
    what: `${kind} at ${unit}`,
  });
}

describe('P3 what the units above say', () => {
  it('is read at every tier below, word for word', async () => {
    const body = { title: '汛期值班', text: '六月起每日值班。\n请各社区报名单。', validFrom: '2006-06-01' };
    const announced = await at(CITY).call<Body>('administrator', 'POST', '/api/v1/announcements', body);
    for (const unit of [DISTRICT, STREET, COMMUNITY]) {
      const read = await arrives(unit, 'announcements', announced.id);
      expect(read).toEqual({ ...announced, ...body, issuer: CITY, unit: CITY, validUntil: null });
    }
  });

  it('is a target for one unit, and is not told upwards', async () => {
    const body = { unit: COMMUNITY, indicator: 'organisations', period: '2006', value: 40 };
    const target = await at(DISTRICT).call<Body>('administrator', 'POST', '/api/v1/targets', body);
    expect(await arrives(COMMUNITY, 'targets', target.id)).toEqual({ ...target, ...body, issuer: DISTRICT });
    expect(await listAt(CITY, 'targets')).toEqual([]);
  });

  it('is a request that a unit without a node is to settle: the node that enters for it is told', async () => {
    const body = { unit: HOSTED_BY_STREET, reference: '12345-2006-118', due: DEADLINE, note: '请入户核实' };
    const assigned = await at(CITY).call<Body>('administrator', 'POST', '/api/v1/assignments', body);
    const read = await arrives(STREET, 'assignments', assigned.id);
    expect(read).toEqual({ ...assigned, ...body, issuer: CITY, record: null });
    expect((await listAt(COMMUNITY, 'assignments')).map(({ id }) => id)).not.toContain(assigned.id);
  });
});

describe('a record that the street returns', () => {
  const detailAt = (unit: string, record: string): Promise<Body> =>
    at(unit).call<Body>('clerk', 'GET', `/api/v1/records/${record}`);

  it('is shown to the community’s clerk with reason and deadline, and closed by a correction on every tier', async () => {
    const [record = ''] = await clerk.enter(COMMUNITY, 1);
    await until(async () => (await at(STREET).status()).records.counted === 1, {
      ...ARRIVAL,
      what: 'the record at the street',
    });
    const body = { record, version: 1, reason: '成立日期有误', deadline: DEADLINE };
    const returned = await at(STREET).call<Body>('clerk', 'POST', '/api/v1/returns', body);
    await arrives(COMMUNITY, 'returns', returned.id);
    const shown = { ...returned, ...body, issuer: STREET, unit: COMMUNITY, open: true };
    expect((await detailAt(COMMUNITY, record)).returns).toEqual([shown]);
    await clerk.correct(record);
    const closed = { ...shown, open: false };
    expect((await detailAt(COMMUNITY, record)).returns).toEqual([closed]);
    await until(async () => (await detailAt(STREET, record)).version === 2, {
      ...ARRIVAL,
      what: 'the correction at the street',
    });
    expect(await listAt(STREET, 'returns')).toEqual([closed]);
  });
});

describe('the city’s catalogue and tree', () => {
  const shipped = productFile('data/catalogue/jincheng-2005.json');

  it('are in force on every tier, and everything is counted with them', async () => {
    const document = { ...JSON.parse(await readFile(shipped, 'utf8')), version: 'jincheng-2006' };
    const issued = await at(CITY).call<Body>('administrator', 'POST', '/api/v1/catalogues', document);
    expect(issued).toMatchObject({ version: 'jincheng-2006', repeated: false });
    for (const unit of test.units)
      await until(async () => ((await at(unit).status()) as Body).catalogue === 'jincheng-2006', {
        ...ARRIVAL,
        what: `the catalogue at ${unit}`,
      });
    await clerk.enter(COMMUNITY, 3);
    await expectNothingLost(test, clerk);
  });

  it('change at every node when the city reorganises', async () => {
    const rename = { kind: 'rename', code: HOSTED_BY_STREET, name: '新名社区' };
    const document = { effectiveOn: '2006-01-01', title: '更名', changes: [rename] };
    const path = '/api/v1/units/reorganisations';
    await at(CITY).call('administrator', 'POST', path, document);
    for (const unit of test.units)
      await until(async () => (await at(unit).call<Body[]>('administrator', 'GET', path)).length === 1, {
        ...ARRIVAL,
        what: `the reorganisation at ${unit}`,
      });
    const again = await at(STREET).call<Body>('administrator', 'POST', path, document);
    expect(again.repeated).toBe(true);
  });

  it('leave nothing undone, and the operator of each node is told so in a sentence', async () => {
    for (const unit of test.units) {
      const seen = await at(unit).call<Body>('operator', 'GET', '/api/v1/operations/downlink');
      expect(seen.logs.length).toBeGreaterThan(0);
      for (const log of seen.logs) {
        expect(log.marked).toEqual([]);
        expect(log.message.en).toMatch(/^\d+ directives from \d+ to \d+ are held, all in force$/);
      }
      const spoken = unit === CITY ? /^Nothing is above/ : /^The parent last answered at .* stays in force$/;
      expect(seen.message.en).toMatch(spoken);
    }
  });
});
