import type { FrameAnswer } from '#core/protocol';
import { headsOf } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { Log, newOrgs } from '../support/link-log.js';
import { certify, linkNodeOf, sendSegments, type LinkNode } from '../support/link.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';
const [OLD_STREET, NEW_STREET, OTHER_STREET] = ['140502001', '140502002', '140502003'];
const PATH = '/api/v1/units/reorganisations';

let test: TestFleet;
let url: string;
let district: LinkNode;
let streets: Record<'old' | 'new' | 'other', LinkNode>;
let moved: LinkNode;

/** Each test moves another community, from the old street to the new one. */
let community: string;
let newCode: string;
let next = 0;

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  url = test.fleet.node(CITY).url;
  district = certify(await linkNodeOf(test, CITY), DISTRICT);
  streets = {
    old: certify(district, OLD_STREET),
    new: certify(district, NEW_STREET),
    other: certify(district, OTHER_STREET),
  };
});
afterAll(() => test?.stop());

beforeEach(() => {
  next += 1;
  community = `${OLD_STREET}00${next}`;
  newCode = `${NEW_STREET}05${next}`;
  moved = certify(streets.old, community);
});

function reorganise(changes: readonly object[]): Promise<unknown> {
  const body = { effectiveOn: '2024-01-01', title: `调整 ${next}`, changes };
  return test.fleet.node(CITY).api.call('administrator', 'POST', PATH, body);
}

const move = (): Promise<unknown> => reorganise([{ kind: 'move', from: community, to: newCode }]);

/** What became of a log's only segment: its head, or why it was refused. */
async function send(sender: LinkNode, log: Log): Promise<string | number> {
  const { body } = await sendSegments(url, sender, [log.segment()]);
  const { refused, heads }: FrameAnswer = body;
  return refused[0]?.code ?? heads[0]?.seq ?? Number.NaN;
}

async function organisationsOf(unit: string): Promise<number | null> {
  return (await test.fleet.node(CITY).api.indicator('organisations', `unit=${unit}`)).value;
}

describe('the log of a unit that moved', () => {
  it('is taken through its old and its new street and from itself, and from nobody else (P2, P5)', async () => {
    const log = new Log(community, moved).add(...newOrgs(community, 2));
    expect(await send(streets.new, log)).toBe('origin_outside');
    await move();
    expect(await send(streets.other, log)).toBe('origin_outside');
    for (const sender of [streets.old, streets.new, moved, district]) {
      log.add(...newOrgs(community, 1));
      expect(await send(sender, log)).toBe(log.length);
    }
    expect(await organisationsOf(newCode)).toBe(log.length);
    expect(await organisationsOf(OLD_STREET)).toBe(0);
  });

  it('goes on under the new code with the old key, also through the street that it left', async () => {
    await move();
    const log = new Log(newCode, moved).add(...newOrgs(newCode, 2));
    for (const sender of [moved, streets.old, streets.new]) {
      log.add(...newOrgs(newCode, 1));
      expect(await send(sender, log)).toBe(log.length);
    }
    expect(await send(streets.other, log)).toBe('origin_outside');
  });

  it('may be signed by the new street and by the new unit’s own key, and by no other (P3)', async () => {
    await move();
    const signed = async (signer: LinkNode): Promise<string | number> => {
      const log = new Log(community, signer).add(...newOrgs(community, 1));
      return send(district, log);
    };
    expect(await signed(streets.other)).toBe('certificate_invalid');
    expect(await signed(streets.new)).toBe(1);
    const hosted = new Log(newCode, streets.old).add(...newOrgs(newCode, 1));
    expect(await send(district, hosted)).toBe('certificate_invalid');
    const own = new Log(newCode, certify(streets.new, newCode)).add(...newOrgs(newCode, 1));
    expect(await send(district, own)).toBe(1);
  });
});

describe('a unit that was merged', () => {
  it('signs and sends for itself, and for nothing that the others brought along (P3)', async () => {
    const [other, merged] = [`${OLD_STREET}010`, `${NEW_STREET}060`];
    await reorganise([{ kind: 'merge', from: [community, other], into: merged, name: '合并社区' }]);
    expect(await send(moved, new Log(community, moved).add(...newOrgs(community, 1)))).toBe(1);
    expect(await send(moved, new Log(other, moved).add(...newOrgs(other, 1)))).toBe('origin_outside');
    expect(await send(district, new Log(merged, moved).add(...newOrgs(merged, 1)))).toBe(
      'certificate_invalid',
    );
    const whole = certify(streets.new, merged);
    expect(await send(whole, new Log(other, whole).add(...newOrgs(other, 2)))).toBe(2);
    expect(await organisationsOf(merged)).toBe(3);
  });
});

describe('records of a unit that the tree does not have yet', () => {
  it('wait, and are counted once when it comes, without another frame (P2)', async () => {
    const created = `${NEW_STREET}077`;
    const log = new Log(created, streets.new).add(...newOrgs(created, 3));
    expect(await send(streets.new, log)).toBe(3);
    const { api } = test.fleet.node(CITY);
    const before = (await api.status()).records;
    expect(before.deferred).toBe(3);
    await reorganise([{ kind: 'create', code: created, name: '新设社区' }]);
    const { records } = await api.status();
    expect(records).toMatchObject({ deferred: 0, counted: before.counted + 3 });
    expect(await organisationsOf(created)).toBe(3);
    expect(await send(streets.new, log)).toBe(3);
    expect(await organisationsOf(created)).toBe(3);
  });

  it('are counted by a node whose tree another process changes', async () => {
    const created = `${NEW_STREET}078`;
    expect(await send(streets.new, new Log(created, streets.new).add(...newOrgs(created, 2)))).toBe(2);
    await test.query(
      CITY,
      `INSERT INTO unit (code, valid_from, name, level) VALUES ($1, '2024-01-01', '新设', 'community')`,
      [created],
    );
    await until(async () => (await test.fleet.node(CITY).api.status()).records.deferred === 0, {
      deadlineMs: 20_000,
      what: 'the node to see the tree',
    });
    expect(await organisationsOf(created)).toBe(2);
  });
});

it('all of it adds up, and every chain holds (P3, P6)', async () => {
  expect((await headsOf(test, CITY)).length).toBe(8);
  const { chainOk, recountOk } = await test.fleet.node(CITY).api.audit();
  expect([chainOk, recountOk]).toEqual([true, true]);
});
