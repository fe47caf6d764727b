import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import type { Body } from '../support/node-api.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;

const ARRIVAL = { deadlineMs: 30_000 };

let test: TestFleet;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
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
});
