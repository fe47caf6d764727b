import { decodeFrame, redactFor } from '#core/protocol';
import { storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { Log, newOrgs } from '../support/link-log.js';
import { certify, linkNodeOf, sendJson, sendSegments, type LinkNode } from '../support/link.js';

const CITY = '1405';
const [DISTRICT, OTHER, STREET] = ['140502', '140521', '140502001'];
const HEADS = '/sync/v1/logs';
const ENTRIES = '/sync/v1/logs/entries';

let test: TestFleet;
let url: string;
let district: LinkNode;
let other: LinkNode;
let street: LinkNode;
/** Written by the district for itself, by the district for a street, and by a street's own node. */
let logs: { own: Log; hosted: Log; ofStreet: Log };

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  url = test.fleet.node(CITY).url;
  const city = await linkNodeOf(test, CITY);
  [district, other] = [certify(city, DISTRICT), certify(city, OTHER)];
  street = certify(district, STREET);
  logs = {
    own: new Log(DISTRICT, district).add(...newOrgs(DISTRICT, 5)),
    hosted: new Log('140502002', district).add(...newOrgs('140502002', 3)),
    ofStreet: new Log(STREET, street).add(...newOrgs(STREET, 2)),
  };
  const segments = [logs.own.segment(), logs.hosted.segment(), logs.ofStreet.segment()];
  expect((await sendSegments(url, district, segments)).body.refused).toEqual([]);
});

afterAll(() => test?.stop());

const place = (log: Log, seq = 0) => ({ origin: log.origin, epoch: 1, seq });
const kept = ({ origin, length }: Log) => expect.objectContaining({ origin, seq: length, hosted: false });

describe('the logs that a node writes', () => {
  it('are all that it has signed, and none of a node below it', async () => {
    const { status, body } = await sendJson(url, district, HEADS, {});
    expect(status).toBe(200);
    expect(body).toEqual({ heads: [kept(logs.own), kept(logs.hosted)], more: false });
    expect((await sendJson(url, street, HEADS, {})).body.heads).toEqual([kept(logs.ofStreet)]);
    expect((await sendJson(url, other, HEADS, {})).body).toEqual({ heads: [], more: false });
  });

  it('are listed page by page', async () => {
    const { body } = await sendJson(url, district, HEADS, { after: { origin: DISTRICT, epoch: 1 } });
    expect(body).toEqual({ heads: [kept(logs.hosted)], more: false });
  });

  it('P3 come back as they were signed, from where the node has them', async () => {
    const question = { logs: [place(logs.own, 2), place(logs.hosted)], bytesMax: 1_000_000 };
    const { body } = await sendJson(url, district, ENTRIES, question);
    const [own, hosted] = decodeFrame(body.frame);
    const sent = logs.own.segment();
    expect(own).toMatchObject({ origin: DISTRICT, from: 3, checkpoint: sent.checkpoint });
    // What may not be known at the city stays away from it, also on the way back.
    expect(own?.entries).toEqual(sent.entries.slice(2).map((entry) => redactFor('city', entry)));
    expect(hosted).toMatchObject({ origin: '140502002', from: 1, certificates: district.chain });
    expect(body.heads).toEqual([kept(logs.own), kept(logs.hosted)]);
  });

  it('end where the node has all of them', async () => {
    const question = { logs: [place(logs.own, 5)], bytesMax: 1_000_000 };
    const { body } = await sendJson(url, district, ENTRIES, question);
    expect(body).toEqual({ frame: null, heads: [kept(logs.own)] });
  });

  it.each<[string, () => LinkNode, () => Log]>([
    ['a node beside', () => other, () => logs.own],
    ['the node above, where the node below writes itself', () => district, () => logs.ofStreet],
    ['a node below', () => street, () => logs.own],
  ])('P4 are not given to %s', async (_, asking, log) => {
    const { body } = await sendJson(url, asking(), ENTRIES, { logs: [place(log())], bytesMax: 1_000_000 });
    expect(body).toEqual({ frame: null, heads: [] });
  });

  it.each([
    ['no log', { logs: [], bytesMax: 1_000 }],
    ['no size', { logs: [{ origin: DISTRICT, epoch: 1, seq: 0 }] }],
    ['a place before the first', { logs: [{ origin: DISTRICT, epoch: 1, seq: -1 }], bytesMax: 1_000 }],
    ['no unit', { logs: [{ origin: 'x', epoch: 1, seq: 0 }], bytesMax: 1_000 }],
    [
      'too many',
      { logs: Array.from({ length: 300 }, () => ({ origin: DISTRICT, epoch: 1, seq: 0 })), bytesMax: 1_000 },
    ],
  ])('are not asked for with %s', async (_, question) => {
    const { status, body } = await sendJson(url, district, ENTRIES, question);
    expect([status, body.code]).toEqual([400, 'body_invalid']);
  });
});

describe('a unit’s logs', () => {
  it.each<[string, string, unknown]>([
    ['are not handed over', '/sync/v1/hand-overs', {}],
    ['are not taken back', '/sync/v1/take-backs', { heads: [] }],
  ])('%s before the operator has agreed', async (_, path, value) => {
    const before = await storedIn(test, CITY);
    const { status, body } = await sendJson(url, district, path, value);
    expect([status, body.code]).toEqual([409, 'hand_over_not_offered']);
    expect(await storedIn(test, CITY)).toEqual(before);
  });

  it('are not offered to a unit without a node, nor where nothing is to be moved', async () => {
    const { api } = test.fleet.node(CITY);
    const offer = (unit: string, path: string) =>
      api.call('operator', 'POST', `/api/v1/nodes/${unit}/${path}`).then(
        () => 'agreed',
        (error: { body: { code: string } }) => error.body.code,
      );
    expect(await offer('140525', 'hand-over')).toBe('node_unknown');
    expect(await offer('140525', 'take-back')).toBe('hand_over_pointless');
    expect(await offer(CITY, 'hand-over')).toBe('node_unknown');
  });
});
