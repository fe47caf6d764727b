import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { PairedNodes } from '../support/paired-nodes.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET] = ['1405', '140502', '140502001'];
const COMMUNITY = '140502001001';
/** What the district says of itself. */
const PUBLIC_URL = 'http://district.example:8400';

/** Three tiers from nothing, by one person at a keyboard. */
const SETUP_MS_MAX = 120_000;

let nodes: PairedNodes;

beforeAll(async () => {
  nodes = await PairedNodes.create();
  await nodes.serve(CITY);
});

afterAll(() => nodes?.stop());

async function enter(unit: string, at: string, count: number): Promise<void> {
  const records = Array.from({ length: count }, () => {
    const record = randomUUID();
    const fields = { name: `示例 ${record}`, kind: 'party-branch', established_on: '2005-03-01' };
    return { record, type: 'org', unit, fields };
  });
  const { rejected } = await nodes.node(at).api.enter(records);
  expect(rejected).toEqual([]);
}

function countedAt(unit: string, count: number): Promise<unknown> {
  return until(
    async () => (await nodes.node(unit).api.indicator('organisations', 'at=2009-12-31')).value === count,
    { deadlineMs: 30_000, everyMs: 100, what: `${unit} to count ${count}` },
  );
}

describe('a city, a district and a street', () => {
  it(
    'are set up from nothing but codes, and records flow',
    async () => {
      const started = performance.now();
      const district = await nodes.pair(DISTRICT, CITY);
      expect(district).toMatchObject({
        code: 0,
        output: expect.stringMatching(/fingerprint: ([0-9a-f]{4} ?){8}/),
      });
      await nodes.serve(DISTRICT, { PUBLIC_URL });
      const street = await nodes.pair(STREET, DISTRICT);
      expect(street).toMatchObject({ code: 0, output: expect.stringContaining('paired: 140502001') });
      await nodes.serve(STREET);
      await enter(COMMUNITY, STREET, 7);
      await enter(DISTRICT, DISTRICT, 2);
      await countedAt(CITY, 9);
      expect(performance.now() - started).toBeLessThan(SETUP_MS_MAX);
      // Made when a heartbeat brings the first secret to keep, now or a little later.
      const files = (await readdir(nodes.dataDir(STREET))).filter((name) => name !== 'secrets.key');
      expect(files.sort()).toEqual(['node.key', 'node.key.certificate.json', 'parent.json', 'tokens.json']);
    },
    SETUP_MS_MAX + 20_000,
  );

  it('send a node that asks the wrong parent to the right one, by its address', async () => {
    const other = '140502002';
    const api = nodes.node(CITY).api;
    await until(
      async () => {
        const list = await api.call<{ unit: string; url: string | null }[]>(
          'operator',
          'GET',
          '/api/v1/nodes',
        );
        return list.some((node) => node.unit === DISTRICT && node.url === PUBLIC_URL);
      },
      { deadlineMs: 20_000, what: 'the district to tell its address' },
    );
    const stays = await nodes.runPair(other, CITY, '0000-0000');
    expect(stays).toMatchObject({ code: 1, output: expect.stringContaining('parent_elsewhere') });
    expect(stays.output).toContain(PUBLIC_URL);
  });

  it('say no in words', async () => {
    const nobody = await nodes.runPair('140581', CITY, '0000-0000');
    expect(nobody).toMatchObject({ code: 1, output: expect.stringContaining('pairing_unknown') });
    const code = await nodes.newCode('140581', CITY);
    const wrong = await nodes.runPair('140581', CITY, code.endsWith('0') ? '0000-0001' : '0000-0000');
    expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('pairing_code_wrong') });
    const refused = nodes.runPair('140581', CITY, code);
    await nodes.decide('140581', CITY, 'refuse');
    expect(await refused).toMatchObject({ code: 1, output: expect.stringContaining('pairing_refused') });
  });
});

describe('a street whose district gets a node of its own', () => {
  const [ABOVE, BELOW] = ['140581', '140581001'];

  it(
    'moves there by itself, and brings along all that it has',
    async () => {
      expect(await nodes.pair(BELOW, CITY)).toMatchObject({ code: 0 });
      const street = await nodes.serve(BELOW);
      await enter(BELOW, BELOW, 4);
      await countedAt(CITY, 13);
      expect(await nodes.pair(ABOVE, CITY)).toMatchObject({ code: 0 });
      const HTTP_PORT = String(await freePort());
      const url = `http://127.0.0.1:${HTTP_PORT}`;
      await nodes.serve(ABOVE, { HTTP_PORT, PUBLIC_URL: url });
      await until(
        async () => {
          const own = await street.api.call<{ parentUrl: string }>('operator', 'GET', '/api/v1/nodes/self');
          return own.parentUrl === url;
        },
        { deadlineMs: 40_000, everyMs: 200, what: 'the street to move' },
      );
      await countedAt(ABOVE, 4);
      await enter(BELOW, BELOW, 3);
      await countedAt(ABOVE, 7);
      await countedAt(CITY, 16);
      expect((await nodes.node(CITY).api.audit()).chainOk).toBe(true);
      const next = '140581002';
      const followed = nodes.runPair(next, CITY, await nodes.newCode(next, ABOVE), '--follow');
      await nodes.decide(next, ABOVE, 'approve');
      expect(await followed).toMatchObject({
        code: 0,
        output: expect.stringContaining(`paired: ${next} → ${url}`),
      });
    },
    SETUP_MS_MAX,
  );
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
