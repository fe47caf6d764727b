import { randomUUID } from 'node:crypto';
import type { SealedEntry } from '#core/protocol';
import { expectSound, headsOf, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { communitiesOf, Log, newEntry, newHeader, newOrg, ORG, rawEntry } from '../support/link-log.js';
import { certify, linkNodeOf, sendSegments, type LinkNode } from '../support/link.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';
const STREET = '140502001';
const [UNIT, VICTIM, THIEF] = communitiesOf(STREET) as [string, string, string];
const UNKNOWN_UNIT = `${STREET}999`;

const org = (fields: object, header = {}): SealedEntry =>
  newEntry('org', UNIT, { ...ORG, ...fields }, header);
const raw = (content: string, header = {}): SealedEntry =>
  rawEntry(newHeader('org', UNIT, { occurredOn: ORG['established_on'] as string, ...header }), content);
const withHeader = (header: object): SealedEntry =>
  rawEntry({ ...newHeader('org', UNIT), ...header }, JSON.stringify(ORG));

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const fieldsOfCount = (count: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, index])));

/** What is wrong, the entry, and the code under which it is held back. */
const POISON: readonly [string, SealedEntry, string][] = [
  ['a value that is not in its list', org({ kind: 'nope' }), 'field_enum'],
  ['a rule that does not hold', org({ dissolved_on: '2001-01-01' }), 'rule_failed'],
  ['a required field that is missing', raw('{"name":"x","kind":"party-branch"}'), 'field_required'],
  ['a value of another type', raw(JSON.stringify({ ...ORG, members: '7' })), 'field_type'],
  ['a text of 60 KB', org({ name: '长'.repeat(20_000) }), 'field_too_long'],
  ['NUL in a value', org({ name: 'a\u0000b' }), 'field_characters'],
  ['NUL in the name of a field', raw(JSON.stringify({ ...ORG, 'a\u0000b': 1 })), 'field_unknown'],
  ['half a character in a value', raw(`{"name":"\\ud800","kind":"party-branch"}`), 'field_characters'],
  ['half a character in the name of a field', raw(`{"\\ud800":1}`), 'field_unknown'],
  ['an endless number', raw('{"members":1e999}'), 'field_type'],
  ['a value 20,000 levels deep', raw(`{"name":${nested(20_000)}}`), 'field_not_scalar'],
  ['5,000 fields', raw(fieldsOfCount(5_000)), 'fields_invalid'],
  ['names that every object has', raw('{"__proto__":{"name":1},"constructor":1}'), 'field_unknown'],
  ['content that is no JSON', raw('{"name":}'), 'section_malformed'],
  ['a field in the section of a higher level', raw(JSON.stringify({ ...ORG, leader: 'x' })), 'field_height'],
  [
    'a day that does not follow from the fields',
    org({}, { occurredOn: '2005-03-02' }),
    'occurred_on_mismatch',
  ],
  ['a period where there is none', org({}, { period: '2005' }), 'period_not_allowed'],
  ['a type that is not known yet', withHeader({ type: 'type-of-tomorrow' }), 'type_unknown'],
  ['the unit of a neighbour', newOrg(VICTIM), 'unit_not_origin'],
  ['a header that is no JSON', rawEntry('{nope}', '{}'), 'entry_malformed'],
  ['a header 20,000 levels deep', rawEntry(`{"a":${nested(20_000)}}`, '{}'), 'entry_malformed'],
  ['no record id', withHeader({ record: undefined }), 'entry_malformed'],
  ['a record id in capitals', withHeader({ record: randomUUID().toUpperCase() }), 'entry_malformed'],
  ['version 0', withHeader({ version: 0 }), 'entry_malformed'],
  ['a version that no integer holds', withHeader({ version: 2 ** 31 }), 'entry_malformed'],
  ['a day that does not exist', withHeader({ occurredOn: '2005-02-30' }), 'entry_malformed'],
  ['NUL in the name of its type', withHeader({ type: 'org\u0000' }), 'entry_malformed'],
  ['NUL in the version of its catalogue', withHeader({ catalogue: 'a\u0000' }), 'entry_malformed'],
];

const DEFERRED = new Set(['type_unknown', 'unit_unknown']);

let test: TestFleet;
let street: LinkNode;
let url: string;
let log: Log;

interface HeldEntry {
  readonly code: string | null;
  readonly status: string | null;
}

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT]);
  street = certify(await linkNodeOf(test, DISTRICT), STREET);
  url = test.fleet.node(DISTRICT).url;
  log = new Log(UNIT, street);
  for (const [, entry] of POISON) log.add(entry, newOrg(UNIT));
});

afterAll(() => test?.stop());

async function heldAt(unit: string, origin: string, seq: number): Promise<HeldEntry | undefined> {
  const [row] = await test.query<HeldEntry>(
    unit,
    `SELECT q.code, r.status FROM origin o JOIN log_entry l ON l.origin_id = o.id
       LEFT JOIN quarantine q ON q.origin_id = o.id AND q.seq = l.seq
       LEFT JOIN record r ON r.origin_id = o.id AND r.seq = l.seq
     WHERE o.origin = $1 AND l.seq = $2`,
    [origin, seq],
  );
  return row;
}

async function countedIn(unit: string, of: string): Promise<number> {
  const [row] = await test.query<{ sum: string }>(
    unit,
    `SELECT coalesce(sum(value), 0) AS sum FROM cell WHERE unit = $1 AND dims <> '[]'`,
    [of],
  );
  return Number(row?.sum);
}

async function send(...logs: readonly Log[]): Promise<void> {
  const { status, body } = await sendSegments(
    url,
    street,
    logs.map((item) => item.segment()),
  );
  expect({ status, refused: body.refused }).toEqual({ status: 200, refused: [] });
}

describe('a frame in which every other entry is poison', () => {
  beforeAll(() => send(log));

  it('is taken as a whole, and passed on as a whole', async () => {
    await settled(test);
    for (const unit of [DISTRICT, CITY]) expect(await headsOf(test, unit)).toContainEqual(log.head());
  });

  it('counts all that is sound, and nothing else', async () => {
    for (const unit of [DISTRICT, CITY]) expect(await countedIn(unit, UNIT)).toBe(POISON.length);
  });

  it.each(POISON.map(([name, , code], index) => [name, index, code] as const))(
    'holds back %s',
    async (_, index, code) => {
      const held = await heldAt(DISTRICT, UNIT, 2 * index + 1);
      expect(held?.code).toBe(code);
      if (held?.status !== null) expect(held?.status).toBe(DEFERRED.has(code) ? 'deferred' : 'quarantined');
      expect(await heldAt(DISTRICT, UNIT, 2 * index + 2)).toEqual({ code: null, status: 'counted' });
    },
  );

  it('releases what a new version corrects', async () => {
    const bad = POISON.flatMap(([, { header }, code]) => {
      if (code === 'entry_malformed' || code === 'unit_not_origin' || code === 'type_unknown') return [];
      return (JSON.parse(header) as { record: string }).record;
    });
    const corrected = log.add(...bad.map((record) => newOrg(UNIT, { record, version: 2 })));
    const { body } = await sendSegments(url, street, [corrected.segment({ from: 2 * POISON.length + 1 })]);
    expect(body).toMatchObject({ refused: [], quarantined: [] });
    await settled(test);
    for (const unit of [DISTRICT, CITY]) expect(await countedIn(unit, UNIT)).toBe(POISON.length + bad.length);
    const rest = await test.query(DISTRICT, 'SELECT seq FROM quarantine WHERE record = ANY ($1)', [bad]);
    expect(rest).toEqual([]);
  });
});

describe('an entry that touches what is not its own', () => {
  it('leaves the record of another unit as it is', async () => {
    const record = randomUUID();
    const victim = new Log(VICTIM, street).add(newOrg(VICTIM, { record }));
    await send(victim);
    const thief = new Log(THIEF, street).add(newOrg(THIEF, { record, version: 2 }), newOrg(THIEF));
    await send(thief);
    expect(await heldAt(DISTRICT, THIEF, 1)).toEqual({ code: 'record_id_taken', status: null });
    expect(await heldAt(DISTRICT, VICTIM, 1)).toEqual({ code: null, status: 'counted' });
    expect(await countedIn(DISTRICT, VICTIM)).toBe(1);
    expect(await countedIn(DISTRICT, THIEF)).toBe(1);
  });

  it('leaves the newer version of its own record as it is', async () => {
    const unit = communitiesOf(STREET)[4] ?? '';
    const record = randomUUID();
    const versions = [2, 1, 2, 3].map((version) => newOrg(unit, { record, version }));
    await send(new Log(unit, street).add(...versions));
    const codes = await Promise.all([1, 2, 3, 4].map((seq) => heldAt(DISTRICT, unit, seq)));
    expect(codes.map((held) => held?.code)).toEqual([null, 'version_stale', 'version_stale', null]);
    expect(await countedIn(DISTRICT, unit)).toBe(1);
  });

  it('of a unit that is not known yet waits for it', async () => {
    await send(new Log(UNKNOWN_UNIT, street).add(newOrg(UNKNOWN_UNIT)));
    expect(await heldAt(DISTRICT, UNKNOWN_UNIT, 1)).toEqual({ code: 'unit_unknown', status: 'deferred' });
    expect(await countedIn(DISTRICT, UNKNOWN_UNIT)).toBe(0);
  });

  it('is counted once where two units claim one record id at the same moment', async () => {
    const units = communitiesOf(STREET).slice(5, 9);
    const record = randomUUID();
    const logs = units.map((unit) => new Log(unit, street).add(newOrg(unit, { record })));
    // Who collides is told that the node is busy, and tries again.
    const sent = logs.map((item) =>
      until(() => send(item).then(() => true), { deadlineMs: 10_000, what: 'the frame' }),
    );
    await Promise.all(sent);
    const counted = await Promise.all(units.map((unit) => countedIn(DISTRICT, unit)));
    expect(counted.reduce((sum, one) => sum + one, 0)).toBe(1);
  });
});

describe('all of it together', () => {
  it('leaves logs and figures that add up on both tiers', async () => {
    await settled(test);
    await expectSound(test);
  });
});
