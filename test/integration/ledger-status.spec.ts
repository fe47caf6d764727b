import { JOBS } from '#platform/queues';
import { readConfig } from '#platform/config';
import { prepareDatabase } from '../../apps/node/src/prepare-database.js';
import { NodeApi } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { newToken, writeNodeFiles } from '../support/node-files.js';
import { Outsider } from '../support/outsider.js';
import { createTestDatabase } from '../support/postgres.js';
import { activity, facility, NEIGHBOUR } from '../support/sample-records.js';

const STATUS = '/api/v1/operations/status';

describe('what an operator asks first', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await TestNode.start({ unit: '140502' });
  });
  afterAll(() => node?.close());

  it('is answered with what is here and what is behind', async () => {
    const before = (await node.as('operator').get(STATUS)).body;
    expect(before).toMatchObject({
      unit: '140502',
      level: 'district',
      origins: 0,
      entries: 0,
      records: { counted: 0, quarantined: 0, deferred: 0, deleted: 0 },
      uplink: { backlog: 0, originsBehind: 0, oldestStoredAt: null, refused: [] },
      partials: null,
      queues: Object.keys(JOBS).map((name) => ({ name, backend: 'postgres', reachable: true })),
    });
    expect(before.units).toBeGreaterThan(100);

    const clerk = node.as('clerk');
    const made = await clerk.createBatch([activity(), facility(), activity({}, { unit: NEIGHBOUR })]);
    const [first] = made.body.saved;
    await clerk.remove(first.record, { expectedVersion: 1 });
    expect((await node.as('administrator').get(STATUS)).body).toMatchObject({
      origins: 2,
      entries: 4,
      records: { counted: 2, quarantined: 0, deferred: 0, deleted: 1 },
      uplink: {
        backlog: 4,
        originsBehind: 2,
        oldestStoredAt: expect.stringMatching(/Z$/),
        lastSuccessAt: null,
      },
    });
  });

  it('is not for a clerk', async () => {
    expect((await node.as('clerk').get(STATUS)).body.code).toBe('role_insufficient');
    expect((await node.as('administrator').send('POST', '/api/v1/operations/uplink/retry')).status).toBe(403);
  });

  it('at the top tells of no link', async () => {
    const city = await TestNode.start({ unit: '1405' });
    try {
      expect((await city.as('operator').get(STATUS)).body.uplink).toBeNull();
    } finally {
      await city.close();
    }
  });

  it('says that the node is not ready while its database is away, though it lives', async () => {
    const outsider = await Outsider.connect(node.databaseUrl.replace(/[^/]+$/, 'postgres'));
    const name = new URL(node.databaseUrl).pathname.slice(1);
    const anyone = new NodeApi(node.url);
    const connections = (allowed: boolean) =>
      outsider.run(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${allowed}`);
    try {
      await connections(false);
      await outsider.run('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
      expect((await anyone.get('/health/live')).status).toBe(200);
      expect((await anyone.get('/health/ready')).body.code).toBe('busy');
      expect((await node.as('clerk').create(activity())).status).toBe(503);
    } finally {
      await connections(true);
      await outsider.close();
    }
    expect((await anyone.get('/health/ready')).status).toBe(200);
    expect((await node.as('clerk').create(activity())).status).toBe(201);
  });
});

it('replicas that start together on an empty database prepare it once', async () => {
  const database = await createTestDatabase();
  const files = await writeNodeFiles('140502', [newToken('operator', '140502')]);
  const outsider = await Outsider.connect(database.url);
  try {
    const config = readConfig({
      NODE_LEVEL: 'district',
      NODE_UNIT: '140502',
      DATABASE_URL: database.url,
      PARENT_URL: 'http://127.0.0.1:9',
      ...files.variables,
    });
    await outsider.run('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await Promise.all(Array.from({ length: 8 }, () => prepareDatabase(config)));
    const { rows } = await outsider.run(
      `SELECT (SELECT count(*) FROM catalogue)::int AS catalogues, (SELECT count(*) FROM node_identity)::int AS owners,
         (SELECT count(*) - count(DISTINCT code) FROM unit)::int AS doubled`,
    );
    expect(rows).toEqual([{ catalogues: 1, owners: 1, doubled: 0 }]);
  } finally {
    await outsider.close();
    await files.remove();
    await database.drop();
  }
});
