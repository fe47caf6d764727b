import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { SealedEntry } from '#core/protocol';
import { ApiError } from '../../apps/demo/src/fleet/index.js';
import { AFTER_LATE, Clerk } from '../support/fleet-clerk.js';
import { expectSound, settled, storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import {
  communitiesOf,
  Log,
  newEntry,
  newHeader,
  newOrg,
  newOrgs,
  ORG,
  rawEntry,
} from '../support/link-log.js';
import { certify, linkNodeOf, sendBytes, sendSegments, type LinkNode } from '../support/link.js';

const [CITY, DISTRICT, STREET] = ['1405', '140502', '140502001'] as const;
/** The first is entered for by the district's clerk, the others send frames. */
const ENTERED_FOR = '140502002001';
const [SENDER, OTHER] = communitiesOf(STREET) as [string, string];
const NESTED = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
const BODY_BYTES_MAX = 1024 * 1024;
const TEN_MEGABYTES = 10 * BODY_BYTES_MAX;

const org = (fields: object): SealedEntry => newEntry('org', SENDER, { ...ORG, ...fields });
const raw = (content: string): SealedEntry => rawEntry(newHeader('org', SENDER), content);

/** What a broken or hostile program would send: as the name of a record in JSON, and as an entry that is signed. */
const POISON: readonly [string, string, SealedEntry][] = [
  ['NUL', '"a\\u0000b"', org({ name: 'a\u0000b' })],
  ['half a character', '"\\ud800"', raw('{"name":"\\ud800","kind":"party-branch"}')],
  ['JSON 20,000 levels deep', NESTED, raw(`{"name":${NESTED}}`)],
  ['a value of another type', '{"a":1}', raw('{"name":{"a":1},"kind":"party-branch"}')],
  ['60,000 bytes of text', `"${'长'.repeat(20_000)}"`, org({ name: '长'.repeat(20_000) })],
  ['the name of a prototype', '1,"__proto__":{"x":1}', raw('{"name":1,"__proto__":{"x":1}}')],
];

let test: TestFleet;
let clerk: Clerk;
let street: LinkNode;
let log: Log;

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT]);
  clerk = new Clerk(test.fleet);
  street = certify(await linkNodeOf(test, DISTRICT), STREET);
  log = new Log(SENDER, street);
});

afterAll(() => test?.stop());

const bodyWith = (name: string, kind = '"party-branch"'): string =>
  `{"type":"org","unit":"${ENTERED_FOR}","fields":{"name":${name},"kind":${kind},"established_on":"2005-03-01"}}`;

/** The answer to a body that goes out as it is. */
async function post(body: string): Promise<{ status: number; code: unknown }> {
  const { url, api } = test.fleet.node(DISTRICT);
  const response = await fetch(`${url}/api/v1/records`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.tokens.clerk}`, 'content-type': 'application/json' },
    body,
  });
  return { status: response.status, code: ((await response.json()) as { code?: unknown }).code };
}

describe('through the API', () => {
  it.each<[string, string]>([
    ...POISON.map(([what, name]): [string, string] => [what, bodyWith(name)]),
    ['a value of no list', bodyWith('"x"', '"castle"')],
    ['more than a request may be', bodyWith(`"${'x'.repeat(BODY_BYTES_MAX)}"`)],
  ])('%s is refused with a code, and nothing of it is stored', async (_, body) => {
    const before = await storedIn(test, DISTRICT);
    const { status, code } = await post(body);
    expect(['body_invalid', 'body_too_deep', 'body_too_large', 'record_invalid']).toContain(code);
    expect([400, 413, 422]).toContain(status);
    expect(await storedIn(test, DISTRICT)).toEqual(before);
  });

  it('10 MB is not even read', async () => {
    const before = await storedIn(test, DISTRICT);
    const large = bodyWith(`"${'x'.repeat(TEN_MEGABYTES)}"`);
    // Whoever still writes may find the connection closed before the answer.
    expect(await post(large).catch(() => ({ status: 413 }))).toMatchObject({ status: 413 });
    expect(await storedIn(test, DISTRICT)).toEqual(before);
  });

  it('leaves the node to the next clerk', async () => {
    await clerk.enter(ENTERED_FOR, 5);
    await settled(test);
  });

  it('is no batch either, and names the record that is wrong', async () => {
    const records = [
      { type: 'org', unit: ENTERED_FOR, record: randomUUID(), fields: { ...ORG, kind: 'castle' } },
    ];
    const { saved, rejected } = await test.fleet.node(DISTRICT).api.enter(records);
    expect(saved).toEqual([]);
    expect(rejected).toMatchObject([{ index: 0, code: 'record_invalid' }]);
    await expect(test.fleet.node(DISTRICT).api.enter([])).rejects.toThrow(ApiError);
  });
});

describe('inside a frame that is signed as it should be', () => {
  it('is taken, passed on and held back, and what lies between is counted', async () => {
    for (const [, , entry] of POISON) log.add(entry, newOrg(SENDER));
    log.add(newEntry('org', SENDER, { ...ORG, kind: 'castle' }), newOrg(SENDER));
    const { url } = test.fleet.node(DISTRICT);
    const { status, body } = await sendSegments(url, street, [log.segment()]);
    expect({ status, refused: body.refused }).toEqual({ status: 200, refused: [] });
    expect(body.quarantined).toHaveLength(POISON.length + 1);
    await settled(test);
  });

  it('of 10 MB is refused as a whole, whether it is compressed or not', async () => {
    const before = await storedIn(test, DISTRICT);
    const { url } = test.fleet.node(DISTRICT);
    const large = Buffer.alloc(TEN_MEGABYTES, 'x');
    // The parent does not read on: whoever still writes may find the connection closed before the answer.
    expect(await sendBytes(url, street, large).catch(() => ({ status: 413 }))).toMatchObject({ status: 413 });
    const headers = { 'content-encoding': 'gzip' };
    expect(await sendBytes(url, street, gzipSync(large), { headers })).toMatchObject({
      status: 413,
      body: { code: 'frame_too_large' },
    });
    expect(await storedIn(test, DISTRICT)).toEqual(before);
  });

  it('holds up nobody else', async () => {
    const other = new Log(OTHER, street).add(...newOrgs(OTHER, 10));
    const { body } = await sendSegments(test.fleet.node(DISTRICT).url, street, [other.segment()]);
    expect(body).toMatchObject({ refused: [], quarantined: [] });
    await settled(test);
  });
});

describe('all of it together', () => {
  it('counts on both tiers what is sound, and holds back the rest', async () => {
    const sound = clerk.count(CITY, AFTER_LATE) + POISON.length + 1 + 10;
    for (const unit of [DISTRICT, CITY]) {
      const { api } = test.fleet.node(unit);
      const { value } = await api.indicator('organisations', `at=${AFTER_LATE}`);
      const { records } = await api.status();
      expect({ unit, value, ...records }).toMatchObject({ unit, value: sound, counted: sound });
      expect(records.quarantined + records.deferred).toBe(POISON.length + 1);
    }
    await expectSound(test);
  });
});
