import type { NodeProcess } from '../../apps/demo/src/fleet/index.js';
import { expectSound, headsOf, type StoredHead } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { childOf } from '../support/link-child.js';
import { ParentProxy, type Reply } from '../support/link-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';
const HOSTED = '140502001001';

/** A node that is asked to stop has so long, also while its parent does not answer. */
const STOP_MS_MAX = 6_000;

interface LinkStatus {
  readonly backlog: number;
  readonly failureCode: string | null;
  readonly lastFailureAt: string | null;
  readonly retryAt: string | null;
  readonly refused: readonly { readonly origin: string; readonly code: string }[];
}

let test: TestFleet;
let database: TestDatabase;
let proxy: ParentProxy;
let child: NodeProcess;
let entered = 0;

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  proxy = await ParentProxy.start(() => test.fleet.node(CITY).url);
  database = await createTestDatabase();
  child = await childOf(test, { unit: DISTRICT, databaseUrl: database.url, parentUrl: proxy.url });
  await child.start();
  await enter(DISTRICT);
  await expectArrived();
});

afterAll(async () => {
  await child?.stop();
  await proxy?.stop();
  await test?.stop();
  await database?.drop();
});

async function enter(unit: string): Promise<void> {
  entered += 1;
  const fields = { name: `示例 ${entered}`, kind: 'party-branch', established_on: '2005-03-01' };
  const { rejected } = await child.api.enter([{ type: 'org', unit, fields }]);
  expect(rejected).toEqual([]);
}

async function link(): Promise<LinkStatus> {
  const path = '/api/v1/operations/status';
  return (await child.api.call<{ uplink: LinkStatus }>('operator', 'GET', path)).uplink;
}

async function retry(): Promise<void> {
  await child.api.call('operator', 'POST', '/api/v1/operations/uplink/retry');
}

/** Everything that the child's clerk has entered is at the city, once. */
async function expectArrived(meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
  await until(
    async () => {
      await meanwhile();
      const { records } = await test.fleet.node(CITY).api.status();
      return records.counted === entered && (await link()).backlog === 0;
    },
    { deadlineMs: 30_000, what: `${entered} records at the city` },
  );
}

async function headAtCity(origin = DISTRICT): Promise<StoredHead & { readonly signer: null }> {
  const head = (await headsOf(test, CITY)).find((one) => one.origin === origin);
  return { origin, epoch: 1, seq: 0, chain: 'x'.repeat(43), ...head, signer: null };
}

const send =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const answer = (heads: readonly object[], refused: readonly object[] = []): Reply =>
  send(200, { heads, refused });

/** Enters a record while the parent answers in such a way; gives what the link then says of itself. */
async function answeredBy(reply: Reply, condition: (status: LinkStatus) => boolean): Promise<LinkStatus> {
  proxy.answerWith(reply);
  await enter(DISTRICT);
  return until(
    async () => {
      const status = await link();
      return condition(status) ? status : undefined;
    },
    { deadlineMs: 20_000, what: 'the link to say what it met' },
  );
}

afterEach(async () => {
  proxy.passOn();
  await retry();
  // An answer from before may still be on its way, and stop the log once more.
  await expectArrived(async () => {
    if ((await link()).refused.length > 0) await retry();
  });
});

const BAD_SIGNER = { signer: 'a\nb' };
const LARGE = JSON.stringify({ heads: [], refused: [], note: 'x'.repeat(4 * 1024 * 1024) });

describe('an answer that is none', () => {
  const head = { origin: DISTRICT, epoch: 1, seq: 1, chain: 'x'.repeat(43), signer: null };

  it.each<[string, Reply, string]>([
    ['a page of something in between', send(200, '<html></html>'), 'answer_unreadable:shape'],
    ['an empty object', send(200, {}), 'answer_unreadable:shape'],
    ['no head for the log that was sent', answer([]), 'answer_unreadable:head'],
    ['only the head of another log', answer([{ ...head, origin: '140581' }]), 'answer_unreadable:head'],
    ['a head below nothing', answer([{ ...head, seq: -1 }]), 'answer_unreadable:seq'],
    ['a head that is a text', answer([{ ...head, seq: '1' }]), 'answer_unreadable:seq'],
    ['a chain that is none', answer([{ ...head, chain: 'x' }]), 'answer_unreadable:chain'],
    ['a signer of two lines', answer([{ ...head, ...BAD_SIGNER }]), 'answer_unreadable:signer'],
    [
      'a code that is none',
      answer([head], [{ origin: DISTRICT, epoch: 1, code: 'a\u0000' }]),
      'answer_unreadable:code',
    ],
    ['megabytes', send(200, LARGE), 'answer_unreadable:size'],
    ['an error that is a page', send(502, '<html></html>'), 'http_502'],
    ['an error with a code that is none', send(500, { code: 'x\u0000\n' }), 'http_500'],
    ['a way to somewhere else', send(307, '', { location: 'http://127.0.0.1:9/' }), 'http_307'],
    ['a closed connection', (response) => response.destroy(), 'parent_und_err_socket'],
  ])('because it is %s is told, and changes nothing', async (_, reply, code) => {
    await answeredBy(reply, (status) => status.failureCode === code && status.backlog === 1);
  });

  it('because nothing has changed is not asked for again at once', async () => {
    const before = await headAtCity();
    await answeredBy(answer([before]), (status) => status.failureCode === 'parent_does_not_move');
    expect(proxy.intercepted).toBeLessThan(5);
  });

  it('because the parent is busy is asked for again when it says', async () => {
    const reply = send(503, { code: 'busy' }, { 'retry-after': '20' });
    const { lastFailureAt, retryAt } = await answeredBy(reply, (status) => status.failureCode === 'busy');
    const pauseMs = Date.parse(retryAt ?? '') - Date.parse(lastFailureAt ?? '');
    expect(pauseMs).toBeGreaterThan(19_000);
    expect(pauseMs).toBeLessThan(31_000);
  });
});

describe('a refusal', () => {
  const refusedBy = async (code: string): Promise<LinkStatus> => {
    const refused = [{ origin: DISTRICT, epoch: 1, code, message: '' }];
    return answeredBy(answer([await headAtCity()], refused), (status) => status.refused.length > 0);
  };

  it('stops its log until an operator says so, also over a restart', async () => {
    expect((await refusedBy('signature_invalid')).refused).toEqual([
      { origin: DISTRICT, code: 'signature_invalid' },
    ]);
    proxy.passOn();
    await child.stop();
    await child.start();
    await enter(DISTRICT);
    await enter(HOSTED);
    await until(async () => (await headAtCity(HOSTED)).seq === 1, {
      deadlineMs: 20_000,
      what: 'the other log to go on',
    });
    // The answer to what has arrived is on its way.
    await until(async () => (await link()).backlog === 2, {
      deadlineMs: 20_000,
      what: 'the stopped log to be all that is left',
    });
    expect((await link()).refused).toEqual([{ origin: DISTRICT, code: 'signature_invalid' }]);
  });

  it('with a code of a newer version stops its log as well', async () => {
    expect((await refusedBy('reason_of_tomorrow')).refused).toEqual([
      { origin: DISTRICT, code: 'reason_of_tomorrow' },
    ]);
  });

  it('for a gap where there is none stops the log instead of repeating it for ever', async () => {
    expect((await refusedBy('frame_gap')).refused).toEqual([{ origin: DISTRICT, code: 'frame_gap' }]);
  });

  it('for certificates that were sent stops the log instead of repeating it for ever', async () => {
    expect((await refusedBy('certificate_needed')).refused).toEqual([
      { origin: DISTRICT, code: 'certificate_needed' },
    ]);
  });
});

describe('a head', () => {
  it('that is not on this node’s own chain is a fork, though nothing was refused', async () => {
    const head = { ...(await headAtCity()), chain: 'x'.repeat(43) };
    const { refused, backlog } = await answeredBy(answer([head]), (status) => status.refused.length > 0);
    expect({ refused, backlog }).toEqual({ refused: [{ origin: DISTRICT, code: 'frame_fork' }], backlog: 1 });
  });

  it('that went back makes the node send again from there', async () => {
    const refused = [{ origin: DISTRICT, epoch: 1, code: 'frame_gap', message: '' }];
    const nothing = { ...(await headAtCity()), seq: 0 };
    await answeredBy(answer([nothing], refused), () => proxy.intercepted > 0);
  });

  it('beyond anything that was sent loses nothing in the end', async () => {
    const head = { ...(await headAtCity()), seq: 1_000_000 };
    await answeredBy(answer([head]), (status) => status.backlog === 0);
    proxy.passOn();
    await enter(DISTRICT);
  });
});

describe('a parent', () => {
  it('that has lost all certificates is given them again', async () => {
    const city = test.fleet.node(CITY);
    await test.query(CITY, 'DELETE FROM certificate');
    await city.stop();
    await city.start();
    await enter(DISTRICT);
    await enter(HOSTED);
    await expectArrived();
  });

  it('that never answers does not keep the node from stopping', async () => {
    await answeredBy(
      () => undefined,
      () => proxy.intercepted > 0,
    );
    const started = performance.now();
    await child.stop();
    expect(performance.now() - started).toBeLessThan(STOP_MS_MAX);
    proxy.passOn();
    await child.start();
    expect(await link()).toMatchObject({ failureCode: null });
  });
});

describe('all of it together', () => {
  it('leaves logs and figures that add up', () => expectSound(test));
});
