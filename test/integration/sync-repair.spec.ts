import { entryText, type SealedEntry } from '#core/protocol';
import { expectSound, storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { communitiesOf, Log, newOrg, newOrgs } from '../support/link-log.js';
import {
  certify,
  linkNodeOf,
  sendJson,
  sendSegments,
  type LinkNode,
  type LinkReply,
} from '../support/link.js';
import type { Body } from '../support/node-api.js';
import { Outsider } from '../support/outsider.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';
const HEALED_MS_MAX = 40_000;

let test: TestFleet;
let district: LinkNode;
let stranger: LinkNode;
let url: string;
let outsider: Outsider;
const units = communitiesOf(DISTRICT);

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  const city = await linkNodeOf(test, CITY);
  district = certify(city, DISTRICT);
  stranger = certify(city, '140581');
  url = test.fleet.node(CITY).url;
  outsider = await Outsider.connect(test.databaseUrl(CITY));
});

afterAll(async () => {
  await outsider?.close();
  await test?.stop();
});

/** A log that the city holds; no other test uses its unit. */
async function heldLog(count: number): Promise<Log> {
  const log = new Log(units.pop() ?? '', district);
  log.add(...newOrgs(log.origin, count));
  await send(log);
  return log;
}

const send = (log: Log, from = 1): Promise<LinkReply> => sendSegments(url, district, [log.segment({ from })]);

const idOf = ({ origin }: Log): string => `(SELECT id FROM origin WHERE origin = '${origin}')`;

const repair = (value: object, sender = district): Promise<{ status: number; body: Body }> =>
  sendJson(url, sender, '/sync/v1/repairs', value);

const named = ({ origin, epoch }: Log) => ({ origin, epoch });

interface Brought {
  readonly change?: (entry: SealedEntry) => SealedEntry;
  /** Where the log ended when it was signed. */
  readonly length?: number;
}

/** The log's entries as its own node would bring them. */
function brought(log: Log, seqs: readonly number[], options: Brought = {}): object {
  const { change, length = log.length } = options;
  const { entries, checkpoint } = log.segment({ to: length });
  return {
    ...named(log),
    head: { seq: length, chain: log.chainAt(length) },
    entries: seqs.map((seq) => {
      const entry = entries[seq - 1] as SealedEntry;
      return {
        seq,
        text: entryText(change ? change(entry) : entry),
        ...(seq === length ? { checkpoint } : {}),
      };
    }),
  };
}

const wishes = async (): Promise<Body[]> => {
  const beat = { version: '1', protocol: 1, at: new Date().toISOString(), parts: { repairs: null } };
  return (await sendJson(url, district, '/sync/v1/heartbeat', beat)).body.parts.repairs.logs;
};

const wishFor = (log: Log): Promise<Body> =>
  until(async () => (await wishes()).find(({ origin }) => origin === log.origin), {
    deadlineMs: HEALED_MS_MAX,
    everyMs: 200,
    what: `a wish for ${log.origin}`,
  });

const healed = (log: Log): Promise<unknown> =>
  until(
    async () => (await test.query(CITY, `SELECT 1 FROM damage WHERE origin_id = ${idOf(log)}`)).length === 0,
    {
      deadlineMs: HEALED_MS_MAX,
      what: `${log.origin} to be whole`,
    },
  );

const operator = <T>(method: string, path: string): Promise<T> =>
  test.fleet.node(CITY).api.call<T>('operator', method, `/api/v1/operations/${path}`);

/** Keeps the audit out, so that a frame comes before it. */
const beforeAudit = <T>(work: () => Promise<T>): Promise<T> =>
  outsider.whileLocked('audit_walk', 'EXCLUSIVE', work);

describe('an honest segment for a log that is damaged here', () => {
  it.each<[string, (log: Log) => string]>([
    [
      'a head of another chain',
      (log) => `UPDATE origin SET head_chain = reverse(head_chain) WHERE id = ${idOf(log)}`,
    ],
    [
      'a head that says too little',
      (log) =>
        `UPDATE origin SET (head_seq, head_chain) = (SELECT seq, chain FROM log_entry WHERE seq = 3 AND origin_id = ${idOf(log)}) WHERE id = ${idOf(log)}`,
    ],
    ['a lost row at the end', (log) => `DELETE FROM log_entry WHERE seq = 6 AND origin_id = ${idOf(log)}`],
    [
      'another chain where the segment joins',
      (log) => `UPDATE log_entry SET chain = reverse(chain) WHERE seq = 4 AND origin_id = ${idOf(log)}`,
    ],
  ])('is no fork, but waits until that is mended: %s', async (_what, statement) => {
    const log = await heldLog(6);
    log.add(newOrg(log.origin));
    const stored = await storedIn(test, CITY);
    const { body } = await beforeAudit(async () => {
      await test.query(CITY, statement(log));
      return send(log, 5);
    });
    expect(body.refused).toEqual([expect.objectContaining({ origin: log.origin, code: 'log_damaged' })]);
    await until(
      async () => {
        // What is lost is brought, as a child would.
        if ((await wishes()).length > 0) await repair(brought(log, [6], { length: 6 }));
        return (await test.query(CITY, `SELECT 1 FROM damage WHERE origin_id = ${idOf(log)}`)).length === 0;
      },
      { deadlineMs: HEALED_MS_MAX, everyMs: 200, what: 'the log to be mended' },
    );
    expect(await storedIn(test, CITY)).toEqual(stored);
    expect((await send(log, 5)).body).toMatchObject({
      heads: [{ seq: 7, chain: log.chainAt(7) }],
      refused: [],
    });
    await expectSound(test);
  });

  it('is a fork where the rows here are what their origin signed', async () => {
    const log = await heldLog(6);
    const other = log.forkAt(4).add(...newOrgs(log.origin, 3));
    const { body } = await send(other);
    expect(body.refused).toEqual([expect.objectContaining({ origin: log.origin, code: 'frame_fork' })]);
  });
});

describe('what a child brings', () => {
  it('is wished for with the heartbeat, and taken where it leads to what was signed', async () => {
    const log = await heldLog(9);
    await test.query(CITY, `DELETE FROM log_entry WHERE seq IN (3, 4, 7) AND origin_id = ${idOf(log)}`);
    const wish = await wishFor(log);
    expect(wish).toEqual({
      ...named(log),
      spans: [
        { from: 3, to: 4, kind: 'missing' },
        { from: 7, to: 7, kind: 'missing' },
      ],
    });
    const { body } = await repair(brought(log, [3, 4, 7]));
    expect(body).toEqual({ rows: 3, ...named(log), spans: [] });
    await healed(log);
    await expectSound(test);
  });

  it('is not taken where one character is another, and the row here stays as it is', async () => {
    const log = await heldLog(5);
    await test.query(
      CITY,
      `UPDATE log_entry SET city = replace(city, 'party', 'Party') WHERE seq = 2 AND origin_id = ${idOf(log)}`,
    );
    await wishFor(log);
    const before = await test.query(
      CITY,
      `SELECT * FROM log_entry WHERE origin_id = ${idOf(log)} ORDER BY seq`,
    );
    const forged = (entry: SealedEntry): SealedEntry => ({
      ...entry,
      header: entry.header.replace('"put"', '"delete"'),
    });
    expect((await repair(brought(log, [2], { change: forged }))).body.rows).toBe(0);
    expect(
      await test.query(CITY, `SELECT * FROM log_entry WHERE origin_id = ${idOf(log)} ORDER BY seq`),
    ).toEqual(before);
    expect((await repair(brought(log, [1, 2, 3, 4, 5]))).body).toMatchObject({ rows: 1, spans: [] });
    await healed(log);
    await expectSound(test);
  });

  it('is nothing where nothing is damaged', async () => {
    const log = await heldLog(5);
    const stored = await storedIn(test, CITY);
    expect((await repair(brought(log, [1, 2, 3, 4, 5]))).body).toEqual({ rows: 0, ...named(log), spans: [] });
    expect(await storedIn(test, CITY)).toEqual(stored);
  });

  it.each<[string, (log: Log) => object]>([
    ['no log', () => ({ entries: [], head: null })],
    ['entries that are none', (log) => ({ ...named(log), head: null, entries: [{ seq: 1, text: 'x' }] })],
    [
      'a control character',
      (log) => ({ ...named(log), head: null, entries: [{ seq: 1, text: `{\u0000}\n-\n-\n-\n-` }] }),
    ],
    ['a place that is none', (log) => ({ ...named(log), head: { seq: -1, chain: 'x' }, entries: [] })],
    [
      'more than fits',
      (log) => ({ ...named(log), head: null, entries: Array.from({ length: 251 }, () => ({})) }),
    ],
    [
      'spans that end before they begin',
      (log) => ({ ...named(log), spans: [{ from: 3, to: 2, kind: 'missing' }] }),
    ],
    ['spans of another kind', (log) => ({ ...named(log), spans: [{ from: 1, to: 2, kind: 'eaten' }] })],
  ])('is refused as a whole: %s', async (_what, body) => {
    const log = await heldLog(1);
    expect(await repair(body(log))).toMatchObject({ status: 400, body: { code: 'body_invalid' } });
  });

  it('is a matter of those nodes alone whose logs they are', async () => {
    const log = await heldLog(3);
    const spans = [{ from: 1, to: 3, kind: 'missing' }];
    const outside = { status: 403, body: { code: 'origin_outside' } };
    expect(await repair({ ...named(log), spans }, stranger)).toMatchObject(outside);
    expect(await repair(brought(log, [1]), stranger)).toMatchObject(outside);
    const range = { ...named(log), at: [1, 2] };
    expect(await sendJson(url, stranger, '/sync/v1/ranges', range)).toMatchObject(outside);
  });
});

describe('what a child asks for', () => {
  it('is given word for word, with the checkpoint and the head, and the chains where it asks for them', async () => {
    const log = await heldLog(5);
    const { body } = await repair({ ...named(log), spans: [{ from: 4, to: 9, kind: 'missing' }] });
    const held = brought(log, [4, 5]) as { entries: { text: string }[] };
    // The city holds no section below its own.
    expect(body.entries.map(({ seq }: Body) => seq)).toEqual([4, 5]);
    expect(body.entries[0].text.split('\n').slice(0, 2)).toEqual(
      held.entries[0]?.text.split('\n').slice(0, 2),
    );
    expect(body.entries[1].checkpoint).toEqual(log.segment().checkpoint);
    expect(body.head).toEqual({ seq: 5, chain: log.chainAt(5) });
    const range = await sendJson(url, district, '/sync/v1/ranges', { ...named(log), at: [2, 5, 77] });
    expect(range.body).toEqual({ chains: [2, 5].map((seq) => ({ seq, chain: log.chainAt(seq) })) });
  });

  it('is empty for a log that is not here', async () => {
    const spans = [{ from: 1, to: 2, kind: 'missing' }];
    const { body } = await repair({ origin: units.pop(), epoch: 1, spans });
    expect(body).toMatchObject({ head: null, entries: [] });
  });
});

describe('an operator', () => {
  it('sees in one sentence what is damaged, starts the audit at once, and turns the pages of the evidence', async () => {
    const log = await heldLog(5);
    await test.query(CITY, `DELETE FROM log_entry WHERE seq = 2 AND origin_id = ${idOf(log)}`);
    const answer = await operator<Body>('POST', `reconcile?origin=${log.origin}`);
    expect(answer.damaged.map(({ origin }: Body) => origin)).toContain(log.origin);
    await wishFor(log);
    const { damage } = await operator<Body>('GET', 'status');
    expect(damage).toMatchObject({
      logs: 1,
      message: { zh: expect.stringContaining(log.origin), en: expect.stringContaining(log.origin) },
    });
    await repair(brought(log, [2]));
    await healed(log);
    expect((await operator<Body>('GET', 'status')).damage).toMatchObject({ logs: 0, message: null });
    const pages: Body[] = [];
    for (let next: number | null = null; pages.length === 0 || next !== null; next = pages.at(-1).next) {
      pages.push(await operator<Body>('GET', `repairs?limit=2${next === null ? '' : `&before=${next}`}`));
    }
    const all = pages.flatMap(({ repairs }) => repairs);
    expect(all[0]).toMatchObject({
      origin: log.origin,
      lane: 'ordinary',
      from: 2,
      to: 2,
      source: DISTRICT,
      kinds: ['missing'],
    });
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(2);
    // What people entered is kept in the database alone.
    expect(JSON.stringify(all)).not.toContain('示例');
  });

  it.each(['reconcile?origin=abc', 'reconcile?origin='])('is told that %s names no unit', async (path) => {
    await expect(operator('POST', path)).rejects.toMatchObject({ status: 400 });
  });

  it('alone may do so', async () => {
    const { api } = test.fleet.node(CITY);
    for (const [method, path] of [
      ['POST', 'reconcile'],
      ['GET', 'repairs'],
    ] as const) {
      await expect(api.call('clerk', method, `/api/v1/operations/${path}`)).rejects.toMatchObject({
        status: 403,
      });
    }
  });
});
