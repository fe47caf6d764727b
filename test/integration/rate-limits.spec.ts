import pg from 'pg';
import { addRequestCounts, Database, forgetRequestCounts } from '#platform/storage';
import type { ApiAnswer } from '../support/node-api.js';
import { TestNode, type TestReplica } from '../support/node-app.js';
import { signedIn } from '../support/people.js';
import { until } from '../support/until.js';

const CITY = '1405';
/** Each test asks as somebody of its own: what was counted stays counted for a minute. */
const UNITS = ['140502', '140521', '140522', '140524', '140525', '140581'];
const CALLER_MAX = 100;
const ADDRESS_MAX = 250;
const UNKNOWN_MAX = 5;

/** Longer than a process takes to tell the others. */
const TOLD = { deadlineMs: 10_000, what: 'the processes to tell each other' };

let node: TestNode;
let replica: TestReplica;
beforeAll(async () => {
  node = await TestNode.start({
    unit: CITY,
    callers: UNITS.map((unit) => `clerk:${unit}` as const),
    variables: {
      TRUSTED_PROXIES: '127.0.0.1',
      RATE_CALLER_PER_MINUTE: String(CALLER_MAX),
      RATE_ADDRESS_PER_MINUTE: String(ADDRESS_MAX),
      RATE_UNKNOWN_PER_MINUTE: String(UNKNOWN_MAX),
    },
  });
  replica = await node.startReplica();
});
afterAll(async () => {
  await replica?.close();
  await node?.close();
});

let addresses = 0;
const newAddress = (): string => `203.0.113.${++addresses}`;

const CHEAP = `/api/v1/units/${CITY}`;

interface Asked {
  readonly address?: string;
  readonly token?: string;
  readonly method?: string;
  readonly path?: string;
  readonly url?: string;
}

/** A request that comes by way of a proxy. */
async function ask({
  address,
  token,
  method = 'GET',
  path = CHEAP,
  url = node.url,
}: Asked): Promise<ApiAnswer> {
  const headers = new Headers({ 'x-forwarded-for': address ?? newAddress() });
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(url + path, { method, headers });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

async function admitted(times: number, one: () => Promise<ApiAnswer>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: times }, one));
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  return answers.filter(({ status }) => status !== 429).length;
}

const leftOf = ({ headers }: ApiAnswer): number =>
  Number(/^"caller";r=(\d+);t=\d+$/.exec(headers.get('ratelimit') ?? '')?.[1]);

const secondsOf = ({ headers }: ApiAnswer): number => Number(headers.get('retry-after'));

const storedRequests = async (key: string): Promise<number | undefined> =>
  (await node.query('SELECT requests FROM request_count WHERE key = $1', [key]))[0]?.requests;

interface TestCaller {
  readonly key: string;
  /** Asks something that costs nothing, from anywhere. */
  ask(asked?: Asked): Promise<ApiAnswer>;
}

let callers = 0;
function newCaller(): TestCaller {
  const unit = UNITS[callers++] ?? '';
  const known = { token: node.tokenOf('clerk', unit), path: `/api/v1/units/${unit}` };
  return { key: `caller clerk ${unit}`, ask: (asked) => ask({ ...known, ...asked }) };
}

describe('a caller', () => {
  it('is told how many requests are left, and then to wait', async () => {
    const caller = newCaller();
    const first = await caller.ask();
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe(`"caller";q=${CALLER_MAX};w=60`);
    expect(leftOf(first)).toBe(CALLER_MAX - 1);
    expect(await admitted(CALLER_MAX + 20, () => caller.ask())).toBe(CALLER_MAX - 1);
    const refused = await caller.ask();
    const seconds = secondsOf(refused);
    expect([refused.status, refused.body.code, refused.body.params]).toEqual([
      ...[429, 'rate_limited', { seconds }],
    ]);
    expect(refused.body.message.zh).toContain(`${seconds} 秒`);
    expect(seconds).toBeGreaterThan(30);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('is let in again after the seconds that it was told, and not before', async () => {
    const caller = newCaller();
    await admitted(CALLER_MAX, () => caller.ask());
    await until(async () => (await storedRequests(caller.key)) === CALLER_MAX, TOLD);
    const seconds = secondsOf(await caller.ask());
    const now = performance.now.bind(performance);
    /** For the process and for its database. */
    const pass = async (passed: number): Promise<void> => {
      await node.query(`UPDATE request_count SET ends_at = ends_at - $1 * interval '1 s'`, [passed]);
      const before = performance.now.bind(performance);
      performance.now = () => before() + passed * 1_000;
    };
    try {
      await pass(seconds - 5);
      expect((await caller.ask()).status).toBe(429);
      await pass(5);
      expect((await caller.ask()).status).toBe(200);
    } finally {
      performance.now = now;
    }
  });

  it('does not stand in the way of another one at the same address', async () => {
    const [caller, other, address] = [newCaller(), newCaller(), newAddress()];
    await admitted(CALLER_MAX + 1, () => caller.ask({ address }));
    expect((await caller.ask({ address })).status).toBe(429);
    expect((await other.ask({ address })).status).toBe(200);
  });

  it('is a person in all sessions, and each program of the person beside', async () => {
    const { browser } = await signedIn(node, ['clerk']);
    const program = { name: 'program', permissions: ['units.read'], days: 1 };
    const { token } = (await browser.send('POST', '/api/v1/session/tokens', program)).body;
    const left = leftOf(await browser.get(CHEAP));
    expect(leftOf(await browser.get(CHEAP))).toBe(left - 1);
    expect(leftOf(await ask({ token }))).toBe(CALLER_MAX - 1);
  });
});

describe('an address', () => {
  it('has a bound of its own, whoever asks for whatever', async () => {
    const address = newAddress();
    const paths = [CHEAP, '/api/v1/session/provider', '/nothing/here', '/sync/v1/nothing'];
    let index = 0;
    const one = () => ask({ address, path: paths[index++ % paths.length] ?? CHEAP });
    expect(await admitted(ADDRESS_MAX + 20, one)).toBe(ADDRESS_MAX);
    const token = node.tokenOf('administrator');
    const refused = await ask({ address, token });
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(secondsOf(refused)).toBeGreaterThan(0);
    expect((await ask({ token })).status).toBe(200);
    // Whether the node lives, and what nodes say to each other, is not counted.
    expect((await ask({ address, path: '/health/ready' })).status).toBe(200);
    expect((await ask({ address, method: 'POST', path: '/sync/v1/heartbeat' })).status).toBe(401);
  });

  it('is a whole network where it is IPv6', async () => {
    let host = 0;
    const one = () => ask({ address: `2001:db8::${(++host).toString(16)}` });
    expect(await admitted(ADDRESS_MAX + 5, one)).toBe(ADDRESS_MAX);
    expect((await ask({ address: '2001:db8:0:1::1' })).status).toBe(401);
  });
});

describe('who guesses tokens', () => {
  let guesses = 0;
  const guess = (address: string) => ask({ address, token: `silian_guess-${++guesses}-${'x'.repeat(30)}` });

  it('gets few answers, also when all are asked for at once, and no right one later', async () => {
    const address = newAddress();
    expect(await admitted(50, () => guess(address))).toBe(UNKNOWN_MAX);
    const token = node.tokenOf('reviewer');
    const right = await ask({ address, token });
    expect([right.status, right.body.code]).toEqual([429, 'rate_limited']);
    expect(secondsOf(right)).toBeGreaterThan(0);
    expect((await ask({ token })).status).toBe(200);
  });

  it('keeps nobody out at the same address who was known before', async () => {
    const [address, token] = [newAddress(), node.tokenOf('operator')];
    const known = (await ask({ address, token })).status;
    expect(await admitted(UNKNOWN_MAX + 5, () => guess(address))).toBe(UNKNOWN_MAX);
    expect((await ask({ address, token })).status).toBe(known);
    expect((await ask({ address })).body.code).toBe('token_missing');
  });

  it('is slowed down by all processes together', async () => {
    const address = newAddress();
    await admitted(UNKNOWN_MAX, () => guess(address));
    const token = 'y'.repeat(40);
    const refused = async () => (await ask({ address, token, url: replica.url })).status === 429;
    await until(async () => (await storedRequests(`unknown token ${address}`)) === UNKNOWN_MAX, TOLD);
    await until(refused, TOLD);
  });
});

describe('two processes of a node', () => {
  it('count together', async () => {
    const caller = newCaller();
    expect(await admitted(CALLER_MAX, () => caller.ask())).toBe(CALLER_MAX);
    let more = 0;
    const refused = async (): Promise<boolean> => {
      const { status } = await caller.ask({ url: replica.url });
      if (status === 200) more += 1;
      return status === 429;
    };
    await until(refused, { ...TOLD, everyMs: 200 });
    expect(more).toBeLessThan(CALLER_MAX / 2);
    expect((await caller.ask()).status).toBe(429);
  });

  it('go on each by itself while the database takes no counts, and together afterwards', async () => {
    const caller = newCaller();
    await node.query('ALTER TABLE request_count RENAME TO away');
    expect(await admitted(CALLER_MAX - 1, () => caller.ask())).toBe(CALLER_MAX - 1);
    expect(leftOf(await caller.ask({ url: replica.url }))).toBe(CALLER_MAX - 1);
    await node.query('ALTER TABLE away RENAME TO request_count');
    await until(async () => (await storedRequests(caller.key)) === CALLER_MAX, TOLD);
  });

  it('keep nobody waiting where the database does not answer', async () => {
    const client = new pg.Client({ connectionString: node.databaseUrl });
    await client.connect();
    try {
      await client.query('BEGIN; LOCK TABLE request_count');
      const token = node.tokenOf('auditor');
      const one = () => ask({ token });
      await one();
      const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%request_count%'`;
      await until(async () => (await node.query(waiting)).length > 0, TOLD);
      expect(await admitted(20, one)).toBe(20);
    } finally {
      await client.end();
    }
  });
});

it('what is stored begins anew where a window has ended, and is forgotten', async () => {
  const { sql } = node.app.get(Database);
  const one = (key: string, requests: number, endsInMs = 60_000) => ({ key, requests, endsInMs });
  await addRequestCounts(sql, [one('b', 2, -1), one('a', 2)]);
  const added = await addRequestCounts(sql, [one('a', 3), one('b', 3), one('c', 1, -1)]);
  const requests = Object.fromEntries(added.map((row) => [row.key, row.requests]));
  expect(requests).toEqual({ a: 5, b: 3, c: 1 });
  await forgetRequestCounts(sql);
  expect(await Promise.all(['a', 'b', 'c'].map(storedRequests))).toEqual([5, 3, undefined]);
});
