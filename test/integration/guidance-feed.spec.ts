import { createHash } from 'node:crypto';
import type { Body } from '../support/node-api.js';
import { TestFleet } from '../support/fleet.js';
import {
  certify,
  chainHeader,
  linkNodeOf,
  printOf,
  sendJson,
  tokenOf,
  type LinkNode,
} from '../support/link.js';
import { Outsider } from '../support/outsider.js';
import { blobOf, directiveLine, plantBlob, plantDirective } from '../support/down-log.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';
const OTHER = '140521';
const COMMUNITY = '140502001001';
const DOWN = '/sync/v1/down';

let test: TestFleet;
let city: LinkNode;
let district: LinkNode;
let url: string;

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  city = await linkNodeOf(test, CITY);
  district = certify(city, DISTRICT);
  url = test.fleet.node(CITY).url;
});

afterAll(() => test?.stop());

const announce = (title: string, unit = CITY): Promise<Body> =>
  test.fleet.node(CITY).api.call('administrator', 'POST', '/api/v1/announcements', {
    ...{ unit, title, text: '全文', validFrom: '2006-06-01' },
  });

interface Question {
  readonly feed: string | null;
  readonly cursor: number;
  readonly waitMs: number;
  readonly held: readonly object[];
}

const FROM_THE_START: Question = { feed: null, cursor: 0, waitMs: 0, held: [] };

async function ask(question: Partial<Question> = {}, child = district): Promise<Body> {
  const { status, body } = await sendJson(url, child, DOWN, { ...FROM_THE_START, ...question });
  expect(status).toBe(200);
  return body;
}

const titlesIn = ({ directives }: Body): string[] =>
  directives.map(({ line }: Body) => JSON.parse(line).body.title);

describe('the feed of directives', () => {
  it('tells a child what was said to it, to those above it and to those below, and nothing else', async () => {
    await announce('all');
    await announce('district', DISTRICT);
    await announce('community', COMMUNITY);
    await announce('others', OTHER);
    expect(titlesIn(await ask())).toEqual(['all', 'district', 'community']);
    const community = certify(district, COMMUNITY);
    expect(titlesIn(await ask({}, community))).toEqual(['all', 'district', 'community']);
    expect(titlesIn(await ask({}, certify(city, OTHER)))).toEqual(['all', 'others']);
  });

  it('goes on where the child has read to, and begins again for another database', async () => {
    const { feed, cursor } = await ask();
    await announce('later');
    expect(titlesIn(await ask({ feed, cursor }))).toEqual(['later']);
    const all = titlesIn(await ask());
    expect(titlesIn(await ask({ feed: '00000000-0000-4000-8000-000000000000', cursor }))).toEqual(all);
    expect(titlesIn(await ask({ feed, cursor: cursor + 1_000 }))).toEqual(all);
  });

  it('leaves out what the child says that it holds, unless it is signed by another certificate', async () => {
    const { directives } = await ask();
    const heads = new Map<string, Body>();
    for (const { line: _, signature: __, ...place } of directives) heads.set(place.addressee, place);
    const held = [...heads.values()];
    expect((await ask({ held })).directives).toEqual([]);
    const others = held.map((head) => ({ ...head, signer: 'a'.repeat(43) }));
    expect((await ask({ held: others })).directives).toEqual(directives);
    const [first] = held;
    const without = titlesIn(await ask({ held: [{ ...first, seq: 1 }] }));
    expect(without).toHaveLength(directives.length - 1);
  });

  it('holds a question until there is something to say', async () => {
    const { feed, cursor } = await ask();
    const waiting = ask({ feed, cursor, waitMs: 20_000 });
    await announce('elsewhere', OTHER);
    await announce('awaited');
    expect(titlesIn(await waiting)).toEqual(['awaited']);
  });

  it('passes over nothing, though one who began earlier ends later', async () => {
    const { feed, cursor } = await ask();
    const early = await Outsider.connect(test.databaseUrl(CITY));
    try {
      await early.run('BEGIN');
      await early.run(
        `WITH next AS (UPDATE down_feed SET revision = revision + 1 RETURNING revision)
         INSERT INTO directive (log_id, seq, line, chain, signer, signature, kind, state, revision)
         SELECT log_id, 9000, line, chain, signer, signature, kind, state, next.revision
         FROM next, directive JOIN down_log l ON l.id = log_id WHERE l.addressee = $1 LIMIT 1`,
        [DISTRICT],
      );
      const late = announce('late');
      await early.waiting(1);
      const between = await ask({ feed, cursor });
      expect(between).toMatchObject({ directives: [], cursor });
      await early.run('COMMIT');
      await late;
      expect(titlesIn(await ask({ feed, cursor: between.cursor }))).toEqual(['district', 'late']);
    } finally {
      await early.run('DELETE FROM directive WHERE seq = 9000');
      await early.close();
    }
  });

  it('passes over nothing and tells nothing twice while many speak at once', async () => {
    let { feed, cursor } = await ask();
    const titles = Array.from({ length: 40 }, (_, index) => `at once ${index}`);
    const speaking = Promise.all(titles.map((title, index) => announce(title, index % 2 ? CITY : DISTRICT)));
    const heard: string[] = [];
    await until(
      async () => {
        const page = await ask({ feed, cursor, waitMs: 1_000 });
        ({ feed, cursor } = page);
        heard.push(...titlesIn(page));
        return heard.length >= titles.length;
      },
      { deadlineMs: 30_000, everyMs: 1, what: 'all that was said' },
    );
    await speaking;
    expect([...heard].sort()).toEqual([...titles].sort());
  });

  it.each<[string, object]>([
    ['no cursor', { feed: null, waitMs: 0, held: [] }],
    ['a negative cursor', { ...FROM_THE_START, cursor: -1 }],
    ['a feed that is no text', { ...FROM_THE_START, feed: 7 }],
    ['a held log that is none', { ...FROM_THE_START, held: [{ issuer: '14', epoch: 0 }] }],
    ['more logs than fit', { ...FROM_THE_START, held: Array(2_001).fill({}) }],
  ])('refuses a question with %s', async (_, question) => {
    const { status, body } = await sendJson(url, district, DOWN, question);
    expect([status, body.code]).toEqual([400, 'body_invalid']);
  });

  it('tells nothing to whoever is no node below', async () => {
    const response = await fetch(url + DOWN, { method: 'POST' });
    expect(response.status).toBe(401);
  });
});

describe('a directive under a renewed certificate', () => {
  it('is signed anew by its issuer, in the same place with the same words', async () => {
    const before = await ask();
    const signer = printOf(city);
    await test.fleet.node(CITY).api.call('operator', 'POST', '/api/v1/nodes/self/rotate');
    const after = await until(
      async () => {
        const page = await ask();
        return page.directives.every((row: Body) => row.signer !== signer) && page;
      },
      { deadlineMs: 30_000, what: 'the directives to be signed anew' },
    );
    const words = (page: Body): string[] =>
      page.directives.map(({ addressee, seq, line }: Body) => `${addressee} ${seq} ${line}`).sort();
    expect(words(after)).toEqual(words(before));
    expect(after.cursor).toBeGreaterThan(before.cursor);
  });
});

describe('a document that a directive names', () => {
  const text = 'x'.repeat(100_000);
  const blob = blobOf(text);

  async function part(child: LinkNode, digest: string, offset: number | string): Promise<Response> {
    const path = `/sync/v1/blobs/${digest}?offset=${offset}`;
    const token = await tokenOf(child, {
      method: 'GET',
      url: path,
      path,
      headers: {},
      body: Buffer.alloc(0),
    } as never);
    return fetch(url + path, {
      headers: { authorization: `Bearer ${token}`, 'silian-certificate': chainHeader(child.chain) },
    });
  }

  beforeAll(async () => {
    await plantBlob(test, CITY, text);
    const line = directiveLine('later-kind', { blob });
    await plantDirective(test, CITY, { issuer: CITY, addressee: DISTRICT, line, signer: city });
  });

  it('is given part by part to whom it was named', async () => {
    const parts: Buffer[] = [];
    for (let offset = 0; offset < blob.bytes; offset += parts.at(-1)?.length ?? 0) {
      const response = await part(district, blob.digest, offset);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'application/octet-stream',
      ]);
      parts.push(Buffer.from(await response.arrayBuffer()));
    }
    expect(parts.length).toBeGreaterThan(1);
    const digest = createHash('sha256').update(Buffer.concat(parts)).digest('base64url');
    expect(digest).toBe(blob.digest);
  });

  it.each<[string, () => Promise<Response>]>([
    ['somebody else', () => part(certify(city, OTHER), blob.digest, 0)],
    ['whoever asks behind its end', () => part(district, blob.digest, blob.bytes)],
    ['whoever says no place', () => part(district, blob.digest, 'x')],
    ['whoever names another', () => part(district, 'a'.repeat(43), 0)],
  ])('is not given to %s', async (_, request) => {
    expect((await request()).status).toBe(404);
  });
});
