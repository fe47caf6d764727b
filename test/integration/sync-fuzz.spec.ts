import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import pg from 'pg';
import { ERRORS } from '#core/kernel';
import type { NodeProcess } from '../../apps/demo/src/fleet/index.js';
import { expectSound, storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { childOf } from '../support/link-child.js';
import { ParentProxy } from '../support/link-proxy.js';
import { linkNodeOf, sendBytes, type LinkNode } from '../support/link.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';
const UNITS = ['140502', '140502001001', '140502001002'];
const ENTERED = 12;

/** Whatever a frame is, the node says so in this time. */
const ANSWER_MS_MAX = 10_000;

let test: TestFleet;
let proxy: ParentProxy;
let database: TestDatabase;
let child: NodeProcess;
let district: LinkNode;
/** A frame as the running child sent it. */
let frame: Buffer;

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  proxy = await ParentProxy.start(() => test.fleet.node(CITY).url);
  database = await createTestDatabase();
  child = await childOf(test, { unit: DISTRICT, databaseUrl: database.url, parentUrl: proxy.url });
  let recorded: Buffer | undefined;
  proxy.answerWith((response, request, body) => {
    recorded = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    response.writeHead(503).end('{}');
  });
  await child.start();
  district = await linkNodeOf(test, DISTRICT);
  await enter();
  frame = await until(
    async () => (recorded?.toString().startsWith(`silian-frame/1 ${UNITS.length}\n`) ? recorded : undefined),
    { deadlineMs: 40_000, what: 'a frame of all logs' },
  );
});

afterAll(async () => {
  await child?.stop();
  await proxy?.stop();
  await test?.stop();
  await database?.drop();
});

async function enter(): Promise<void> {
  const records = UNITS.flatMap((unit) =>
    Array.from({ length: ENTERED }, () => {
      const record = randomUUID();
      const fields = { name: `示例 ${record}`, kind: 'party-branch', established_on: '2005-03-01' };
      return { record, type: 'org', unit, fields };
    }),
  );
  expect((await child.api.enter(records)).rejected).toEqual([]);
}

const ENTRIES = `SELECT o.origin || '/' || o.epoch || ' ' || l.seq || ' ' || l.chain || ' ' || l.header || l.city AS text
  FROM log_entry l JOIN origin o ON o.id = l.origin_id`;

/** What the child has written: nothing else may ever stand at the parent. */
async function written(): Promise<Set<string>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return new Set((await client.query<{ text: string }>(ENTRIES)).rows.map(({ text }) => text));
  } finally {
    await client.end();
  }
}

async function expectOnlyTruth(): Promise<void> {
  const truth = await written();
  for (const { text } of await test.query<{ text: string }>(CITY, ENTRIES)) expect(truth).toContain(text);
  await expectSound(test);
}

const place = fc.double({ min: 0, max: 0.999_999, noNaN: true });
const at = (share: number): number => Math.floor(share * frame.length);
const flip = fc.tuple(place, fc.nat({ max: 7 })).map(([share, bit]) => () => {
  const changed = Buffer.from(frame);
  changed[at(share)] = (changed[at(share)] ?? 0) ^ (1 << bit);
  return changed;
});
const truncate = place.map((share) => () => frame.subarray(0, at(share)));
const splice = fc
  .tuple(place, place, fc.nat({ max: 3_000 }), fc.nat({ max: 3_000 }))
  .map(([to, from, put, cut]) => () => {
    const piece = frame.subarray(at(from), at(from) + put);
    return Buffer.concat([frame.subarray(0, at(to)), piece, frame.subarray(at(to) + cut)]);
  });
const swapLines = fc.tuple(place, place).map(([one, other]) => () => {
  const lines = frame.toString().split('\n');
  const [a, b] = [one, other].map((share) => Math.floor(share * lines.length)) as [number, number];
  [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
  return Buffer.from(lines.join('\n'));
});
const doubleSegment = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 3 })).map(([which, where]) => () => {
  const segments = frame
    .toString()
    .split(/\n(?=\{"c(?:ertificates|heckpoint)")/)
    .slice(1);
  segments.splice(where, 0, segments[which] ?? '');
  return Buffer.from([`silian-frame/1 ${segments.length}`, ...segments].join('\n'));
});

describe('a real frame that was damaged after it had been signed for', () => {
  it.each([
    ['a flipped bit', flip],
    ['a missing end', truncate],
    ['a piece put or left out', splice],
    ['two lines swapped', swapLines],
    ['a segment sent twice', doubleSegment],
  ])('is answered in time, by name, and adds nothing that nobody wrote: %s', async (_, change) => {
    await fc.assert(
      fc.asyncProperty(change, async (make) => {
        const bytes = make();
        const begun = performance.now();
        const { status, body } = await sendBytes(test.fleet.node(CITY).url, district, bytes);
        expect(performance.now() - begun).toBeLessThan(ANSWER_MS_MAX);
        if (status === 200) for (const { code } of body.refused) expect(Object.keys(ERRORS)).toContain(code);
        else expect({ status, code: body.code }).toEqual({ status: 400, code: 'frame_malformed' });
      }),
      { numRuns: 60 },
    );
    await expectOnlyTruth();
  });

  it('is taken in the end as it was written, once', async () => {
    proxy.passOn();
    await enter();
    await child.api.call('operator', 'POST', '/api/v1/operations/uplink/retry');
    await until(async () => Number((await storedIn(test, CITY))['entries']) === 2 * ENTERED * UNITS.length, {
      deadlineMs: 40_000,
      what: 'the city to hold everything',
    });
    await expectOnlyTruth();
  });
});
