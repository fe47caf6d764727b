import {
  encodeFrame,
  newPrivateKey,
  revocationSetDigest,
  signRenewal,
  signRevocation,
  verifyChain,
  publicKeyText,
  type Revocation,
  type RevocationClaims,
} from '#core/protocol';
import { ApiError } from '../../apps/demo/src/fleet/index.js';
import { TestFleet } from '../support/fleet.js';
import { Log, newOrg } from '../support/link-log.js';
import {
  certify,
  foreignRoot,
  linkNodeOf,
  printOf,
  sendBytes,
  sendJson,
  sendSegments,
  type LinkNode,
} from '../support/link.js';
import type { Body } from '../support/node-api.js';

const CITY = '1405';
const DISTRICT = '140502';
const OTHER = '140521';
const STREET = '140502001';
const HEARTBEAT = '/sync/v1/heartbeat';

let test: TestFleet;
let city: LinkNode;
let url: string;

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  city = await linkNodeOf(test, CITY);
  url = test.fleet.node(CITY).url;
});

afterAll(() => test?.stop());

const operate = (method: string, path: string, body?: unknown) =>
  test.fleet.node(CITY).api.call<Body>('operator', method, `/api/v1/nodes${path}`, body);

async function refusal(request: Promise<unknown>): Promise<string | undefined> {
  try {
    await request;
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.body.code;
    throw error;
  }
}

const beat = (sender: LinkNode, parts: Body = {}, at = new Date()) =>
  sendJson(url, sender, HEARTBEAT, { version: '0.1.0', protocol: 1, at: at.toISOString(), parts });

describe('a suspended node', () => {
  it('is refused whatever it asks, until it is resumed', async () => {
    const node = certify(city, OTHER);
    const log = new Log(OTHER, node).add(newOrg(OTHER));
    const frame = Buffer.from(encodeFrame([log.segment()]));
    expect((await beat(node)).status).toBe(200);
    expect(await operate('POST', `/${OTHER}/suspend`, { reason: '检查' })).toMatchObject({
      status: 'suspended',
    });
    const refused = { status: 403, body: { code: 'node_suspended', params: { unit: OTHER } } };
    expect(await sendBytes(url, node, frame)).toMatchObject(refused);
    expect(await beat(node)).toMatchObject(refused);
    expect(await operate('POST', `/${OTHER}/resume`)).toMatchObject({
      status: 'active',
      suspendedReason: null,
    });
    expect(await sendBytes(url, node, frame)).toMatchObject({ status: 200, body: { refused: [] } });
  });

  it('has to be known', async () => {
    expect(await refusal(operate('POST', '/140581/suspend', { reason: 'x' }))).toBe('node_unknown');
    expect(await refusal(operate('POST', '/140581/resume'))).toBe('node_unknown');
    expect(await refusal(operate('POST', `/${OTHER}/suspend`, { reason: '' }))).toBe('body_invalid');
  });
});

describe('the list of nodes', () => {
  it('says who they are, when they were heard of and how far their clocks are off', async () => {
    const node = certify(city, OTHER);
    await beat(node, {}, new Date(Date.now() + 20_000));
    const [shown] = (await operate('GET', '')).filter(({ unit }: Body) => unit === OTHER);
    expect(shown).toMatchObject({
      level: 'district',
      status: 'active',
      version: '0.1.0',
      fingerprint: printOf(node),
    });
    expect(shown.clockSkewMs).toBeGreaterThan(15_000);
    expect(Date.now() - Date.parse(shown.lastSeenAt)).toBeLessThan(10_000);
  });
});

describe('a certificate', () => {
  const renew = (node: LinkNode, value: unknown) => sendJson(url, node, '/sync/v1/certificates', value);

  it('is renewed for the holder of the old key and of the new one', async () => {
    const node = certify(city, OTHER);
    const key = newPrivateKey();
    const { status, body } = await renew(node, signRenewal(key, printOf(node)));
    expect(status).toBe(200);
    const next = { unit: OTHER, key, chain: body.chain };
    expect(verifyChain(next.chain, publicKeyText(city.key), new Date())).toMatchObject({
      signer: { unit: OTHER },
    });
    expect((await beat(next)).status).toBe(200);
    expect((await beat(node)).status).toBe(200);
  });

  it.each<[string, (node: LinkNode) => unknown]>([
    [
      'of a key that is not the sender’s',
      (node) => ({
        ...signRenewal(newPrivateKey(), printOf(node)),
        publicKey: publicKeyText(newPrivateKey()),
      }),
    ],
    ['asked for in another one’s name', () => signRenewal(newPrivateKey(), printOf(city))],
    ['of nothing', () => ({})],
  ])('%s is refused', async (_what, make) => {
    const node = certify(city, OTHER);
    expect(await renew(node, make(node))).toMatchObject({ status: 400, body: { code: 'renewal_invalid' } });
  });
});

describe('a revoked node', () => {
  const HOSTED = '140502002001';
  let node: LinkNode;
  let log: Log;
  let late: Log;

  beforeAll(async () => {
    node = certify(city, DISTRICT);
    log = new Log(DISTRICT, node).add(newOrg(DISTRICT), newOrg(DISTRICT));
    late = new Log(HOSTED, node).add(newOrg(HOSTED));
    expect((await sendSegments(url, node, [log.segment()])).body.refused).toEqual([]);
    const stolen = newPrivateKey();
    const renewed = await sendJson(url, node, '/sync/v1/certificates', signRenewal(stolen, printOf(node)));
    const thief = { unit: DISTRICT, key: stolen, chain: renewed.body.chain };
    const { fingerprints } = await operate('POST', `/${DISTRICT}/revoke`, { reason: 'lost' });
    expect([...fingerprints].sort()).toEqual([printOf(node), printOf(thief)].sort());
    expect(await beat(thief)).toMatchObject({ status: 403, body: { code: 'node_revoked' } });
  });

  it('is refused whatever it asks, also a new certificate', async () => {
    const refused = { status: 403, body: { code: 'node_revoked', params: { unit: DISTRICT } } };
    expect(await beat(node)).toMatchObject(refused);
    expect(await sendSegments(url, node, [log.segment()])).toMatchObject(refused);
    const request = signRenewal(newPrivateKey(), printOf(node));
    expect(await sendJson(url, node, '/sync/v1/certificates', request)).toMatchObject(refused);
  });

  it('P3 has signed for good what is up to the cut-off, whoever brings it', async () => {
    const next = certify(city, DISTRICT);
    const reply = await sendSegments(url, next, [log.segment()]);
    expect(reply).toMatchObject({ status: 200, body: { refused: [], heads: [{ seq: 2 }] } });
  });

  it('P3 has signed nothing beyond it, whoever brings it', async () => {
    const next = certify(city, DISTRICT);
    log.add(newOrg(DISTRICT));
    const { body } = await sendSegments(url, next, [log.segment({ from: 3 }), late.segment()]);
    expect(body.refused.map(({ origin, code }) => [origin, code])).toEqual([
      [DISTRICT, 'signer_revoked'],
      [HOSTED, 'signer_revoked'],
    ]);
    expect(body.heads).toMatchObject([{ seq: 2 }, { seq: 0 }]);
  });

  it('issues nothing that anybody believes', async () => {
    const forged = certify(node, STREET);
    expect(await beat(forged)).toMatchObject({ status: 401, body: { params: { rule: 'certificate' } } });
  });

  it('is not revoked twice', async () => {
    const before = await test.query(CITY, 'SELECT count(*) FROM revocation');
    for (const fingerprint of [printOf(node), 'f'.repeat(43)]) {
      expect(await refusal(operate('POST', `/${DISTRICT}/revoke`, { reason: 'lost', fingerprint }))).toBe(
        'node_unknown',
      );
    }
    expect(await test.query(CITY, 'SELECT count(*) FROM revocation')).toEqual(before);
    expect(await refusal(operate('POST', `/${CITY}/revoke`, { reason: 'lost' }))).toBe('node_unknown');
  });

  it('is succeeded by another key, which goes on with the log', async () => {
    const next = certify(city, DISTRICT);
    const reply = await sendSegments(url, next, [log.segment({ from: 3, signer: next })]);
    expect(reply).toMatchObject({ status: 200, body: { refused: [], heads: [{ seq: 3 }] } });
  });
});

describe('a unit with a node of its own', () => {
  const UNIT = '140521001';

  it('is signed for by its host again where its key was revoked at exactly this head', async () => {
    const host = certify(city, OTHER);
    const node = certify(host, UNIT);
    const log = new Log(UNIT, node).add(newOrg(UNIT));
    expect((await sendSegments(url, host, [log.segment()])).body.refused).toEqual([]);
    const next = log.add(newOrg(UNIT)).segment({ from: 2, signer: host });
    const before = await sendSegments(url, host, [next]);
    expect(before.body.refused).toMatchObject([{ code: 'signer_downgraded' }]);
    await operate('POST', `/${UNIT}/revoke`, { reason: 'returned' });
    const listed = (await operate('GET', '')).filter(
      ({ unit, status }: Body) => unit === UNIT && status !== 'absent',
    );
    expect(listed).toEqual([]);
    const after = await sendSegments(url, host, [next]);
    expect(after.body).toMatchObject({ refused: [], heads: [{ seq: 2 }] });
  });
});

describe('statements that a child brings', () => {
  let district: LinkNode;
  let street: LinkNode;

  beforeAll(() => {
    district = certify(city, OTHER);
    street = certify(district, '140521002');
  });

  const claimsOf = (node: LinkNode, changed: Partial<RevocationClaims> = {}): RevocationClaims => ({
    ...{
      fingerprint: printOf(node),
      unit: node.unit,
      reason: 'lost',
      at: new Date().toISOString(),
      cutoffs: [],
    },
    ...changed,
  });

  async function bring(statement: Revocation): Promise<Body> {
    const { status, body } = await beat(district, {
      revocations: { digest: revocationSetDigest([]), have: [], statements: [statement] },
    });
    expect(status).toBe(200);
    return body.parts.revocations;
  }

  const stored = (node: LinkNode) =>
    test.query(CITY, 'SELECT id FROM revocation WHERE fingerprint = $1', [printOf(node)]);

  it('are believed where they are of a node above the one that they are about', async () => {
    expect((await beat(street)).status).toBe(200);
    const statement = signRevocation(district.key, district.chain, claimsOf(street));
    await bring(statement);
    await bring(statement);
    expect(await stored(street)).toHaveLength(1);
    expect(await beat(street)).toMatchObject({ status: 403, body: { code: 'node_revoked' } });
  });

  it('are given to whoever lacks them, and not talked about where nobody does', async () => {
    const answer = await bring(signRevocation(district.key, district.chain, claimsOf(street)));
    const ids = await test.query<{ id: string }>(
      CITY,
      `SELECT id FROM revocation WHERE unit LIKE '${OTHER}%'`,
    );
    expect(answer.digest).toBe(revocationSetDigest(ids.map(({ id }) => id)));
    expect(answer.statements).toHaveLength(ids.length);
    const { body } = await beat(district, { revocations: { digest: answer.digest } });
    expect(body.parts.revocations).toEqual({ digest: answer.digest });
  });

  it.each<[string, (victim: LinkNode) => Revocation]>([
    ['of the victim itself', (victim) => signRevocation(victim.key, victim.chain, claimsOf(victim))],
    [
      'of a sibling',
      (victim) => {
        const sibling = certify(district, '140521009');
        return signRevocation(sibling.key, sibling.chain, claimsOf(victim));
      },
    ],
    [
      'of a stranger',
      (victim) => {
        const stranger = foreignRoot(CITY);
        return signRevocation(stranger.key, stranger.chain, claimsOf(victim));
      },
    ],
    [
      'with another signature',
      (victim) => {
        const sound = signRevocation(district.key, district.chain, claimsOf(victim));
        return { ...sound, claims: sound.claims.replace('lost', 'returned') };
      },
    ],
    [
      'about logs elsewhere',
      (victim) => {
        const cutoffs = [{ origin: DISTRICT, epoch: 1, seq: 1, chain: 'c'.repeat(43) }];
        return signRevocation(district.key, district.chain, claimsOf(victim, { cutoffs }));
      },
    ],
    [
      'about somebody outside the child’s unit',
      () => {
        const outside = certify(certify(city, DISTRICT), '140502009');
        return signRevocation(city.key, city.chain, claimsOf(outside));
      },
    ],
  ])('are not believed %s', async (_what, make) => {
    const victim = certify(district, '140521003');
    const before = await test.query(CITY, 'SELECT count(*) FROM revocation');
    await bring(make(victim));
    expect(await test.query(CITY, 'SELECT count(*) FROM revocation')).toEqual(before);
    expect((await beat(victim)).status).toBe(200);
  });
});
