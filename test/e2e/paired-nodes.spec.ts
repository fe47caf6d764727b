import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
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
      expect((await readdir(nodes.dataDir(STREET))).sort()).toEqual([
        'node.key',
        'node.key.certificate.json',
        'parent.json',
        'tokens.json',
      ]);
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
