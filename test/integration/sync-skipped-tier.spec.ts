import { gunzipSync } from 'node:zlib';
import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import type { NodeProcess } from '../../apps/demo/src/fleet/index.js';
import { TestFleet } from '../support/fleet.js';
import { childOf } from '../support/link-child.js';
import { ParentProxy } from '../support/link-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

const [CITY, , , COMMUNITY] = ONE_BRANCH;
const ARRIVAL_MS_MAX = 20_000;

let test: TestFleet;
let proxy: ParentProxy;
let database: TestDatabase;
let child: NodeProcess;

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  proxy = await ParentProxy.start(() => test.fleet.node(CITY).url);
  database = await createTestDatabase();
  child = await childOf(test, { unit: COMMUNITY, databaseUrl: database.url, parentUrl: proxy.url });
  await child.start();
});

afterAll(async () => {
  await child?.stop();
  await proxy?.stop();
  await test?.stop();
  await database?.drop();
});

/** Everything that was sent, as text. */
const wire = (): string =>
  proxy.bodies
    .map((body) => (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body).toString('utf8'))
    .join('\n');

describe('P4 a community whose parent is the city itself', () => {
  it('sends nothing that may rise to the street or the district only', async () => {
    const fields = {
      person_key: 'mark-district',
      name: 'mark-community',
      birth_year: 1931,
      category: 'elderly',
      registered_on: '2005-05-05',
      served: true,
    };
    const { saved } = await child.api.enter([{ type: 'person', unit: COMMUNITY, fields }]);
    const [{ record = '' } = {}] = saved;
    await until(
      async () => (await test.query(CITY, 'SELECT 1 FROM record WHERE record = $1', [record])).length > 0,
      { deadlineMs: ARRIVAL_MS_MAX, what: 'the record at the city' },
    );
    const sent = wire();
    expect(sent).toContain(record);
    for (const one of ['mark-district', 'mark-community', '1931']) expect(sent).not.toContain(one);
  });
});
