import { randomUUID } from 'node:crypto';
import {
  keyFingerprint,
  LINK_MEDIA_TYPE,
  newPrivateKey,
  pairingSecret,
  PROTOCOL_VERSION,
  proveAnswer,
  proveRequest,
  publicKeyText,
  readPairingAnswer,
  readPairingCode,
  verifyChain,
} from '#core/protocol';
import type { Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';

const CITY = '1405';
const DISTRICT = '140502';
const OTHER = '140521';
const STREET = '140502001';

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ unit: CITY });
});
afterAll(() => node?.close());

const operator = () => node.as('operator');

async function newCode(unit = DISTRICT): Promise<{ id: string; code: string }> {
  const { status, body } = await operator().send('POST', '/api/v1/nodes/pairings', { unit, replace: true });
  expect({ status, body }).toMatchObject({
    status: 201,
    body: { unit, code: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/) },
  });
  return { id: body.id, code: readPairingCode(body.code) ?? '' };
}

/** A node that asks to be let in; the test may change what it says after it has proved it. */
async function ask(code: string, unit = DISTRICT, changed: Body = {}, given: Body = {}) {
  const publicKey = publicKeyText(newPrivateKey());
  const request = {
    id: randomUUID(),
    unit,
    version: '0.1.0',
    protocol: PROTOCOL_VERSION,
    publicKey,
    ...given,
  };
  const secret = await pairingSecret(code, request.id);
  const body = { ...request, proof: proveRequest(secret, request), ...changed };
  const answer = await node
    .withToken()
    .sendRaw('POST', '/sync/v1/pairings', JSON.stringify(body), LINK_MEDIA_TYPE);
  return { request, secret, body, status: answer.status, answer: answer.body };
}

const decide = (id: string, decision: 'approve' | 'refuse') =>
  operator().send('POST', `/api/v1/nodes/pairings/${id}/${decision}`);
const outcome = (id: string) => node.withToken().get(`/sync/v1/pairings/${id}`);

describe('a node with the code', () => {
  it('is shown to the operator, let in, and given a certificate with a proof', async () => {
    const { id, code } = await newCode();
    const { request, secret, status, answer } = await ask(code);
    expect({ status, answer }).toMatchObject({ status: 200, answer: { state: 'waiting' } });
    const [shown] = (await operator().get('/api/v1/nodes/pairings')).body;
    expect(shown).toMatchObject({
      ...{ id, unit: DISTRICT, name: '城区', level: 'district', state: 'requested', version: '0.1.0' },
      fingerprint: keyFingerprint(request.publicKey),
      requestedFrom: '127.0.0.1',
    });
    expect((await decide(id, 'approve')).body).toMatchObject({ state: 'approved' });
    const read = readPairingAnswer((await outcome(request.id)).body);
    if (!read) throw new Error('no answer');
    expect(read.proof).toBe(proveAnswer(secret, request, read.answer));
    expect(verifyChain(read.answer.chain, read.answer.rootKey, new Date())).toMatchObject({
      signer: { unit: DISTRICT },
    });
    const [row] = await node.query('SELECT unit, level, enters, fingerprint FROM node WHERE unit = $1', [
      DISTRICT,
    ]);
    expect(row).toMatchObject({ level: 'district', enters: true, fingerprint: expect.any(String) });
  });

  it('leaves neither code nor secret behind', async () => {
    const { id, code } = await newCode();
    await ask(code);
    await decide(id, 'approve');
    const rows = await node.query('SELECT code, secret FROM pairing WHERE id = $1', [id]);
    expect(rows).toEqual([{ code: null, secret: null }]);
  });

  it('may ask again with the same request, and waits on', async () => {
    const { code } = await newCode();
    const { body } = await ask(code);
    const again = await node
      .withToken()
      .sendRaw('POST', '/sync/v1/pairings', JSON.stringify(body), LINK_MEDIA_TYPE);
    expect(again).toMatchObject({ status: 200, body: { state: 'waiting' } });
  });
});

describe('is refused with a code of its own:', () => {
  it('a wrong code, five times; then also the right one', async () => {
    const { code } = await newCode();
    for (const left of [4, 3, 2, 1, 0]) {
      const { status, answer } = await ask('00000000');
      expect({ status, answer }).toMatchObject({
        status: 403,
        answer: { code: 'pairing_code_wrong', params: { left } },
      });
    }
    expect(await ask(code)).toMatchObject({ status: 410, answer: { code: 'pairing_expired' } });
  });

  it('no more guesses for many at once than for one after the other', async () => {
    await newCode();
    const codes = await Promise.all(Array.from({ length: 12 }, () => ask('00000000')));
    const guessed = codes.filter(({ answer }) => answer.code === 'pairing_code_wrong');
    expect(guessed).toHaveLength(5);
  });

  it.each(['unit', 'version', 'publicKey'])('a %s that was changed on its way', async (name) => {
    const { code } = await newCode();
    await newCode(OTHER);
    const changes: Body = { unit: OTHER, version: '9.9.9', publicKey: publicKeyText(newPrivateKey()) };
    const { status, answer } = await ask(code, DISTRICT, { [name]: changes[name] });
    expect({ status, answer }).toMatchObject({ status: 403, answer: { code: 'pairing_code_wrong' } });
  });

  it('a code whose time is over', async () => {
    const { id, code } = await newCode();
    await node.query(`UPDATE pairing SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    expect(await ask(code)).toMatchObject({ status: 410, answer: { code: 'pairing_expired' } });
    const list = (await operator().get('/api/v1/nodes/pairings')).body;
    expect(list.find((item: Body) => item.id === id)).toMatchObject({ state: 'ended' });
  });

  it('a code that was used', async () => {
    const { code } = await newCode();
    await ask(code);
    expect(await ask(code)).toMatchObject({ status: 409, answer: { code: 'pairing_used' } });
  });

  it('a request that waited too long', async () => {
    const { id, code } = await newCode();
    const { request } = await ask(code);
    await node.query(`UPDATE pairing SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    expect(await outcome(request.id)).toMatchObject({ status: 410, body: { code: 'pairing_expired' } });
    expect(await decide(id, 'approve')).toMatchObject({ status: 409, body: { code: 'pairing_not_pending' } });
  });

  it('what the operator refuses', async () => {
    const { id, code } = await newCode();
    const { request } = await ask(code);
    await decide(id, 'refuse');
    expect(await outcome(request.id)).toMatchObject({ status: 403, body: { code: 'pairing_refused' } });
    expect(await decide(id, 'approve')).toMatchObject({ status: 409, body: { code: 'pairing_not_pending' } });
  });

  it.each(['1405', '1406', '350102'])('unit %s, which is not below', async (unit) => {
    expect(await ask('00000000', unit)).toMatchObject({
      status: 422,
      answer: { code: 'pairing_unit_outside' },
    });
  });

  it('a unit that nobody made a code for', async () => {
    const { status, answer } = await ask('00000000', '140581');
    expect({ status, answer }).toMatchObject({ status: 404, answer: { code: 'pairing_unknown' } });
  });

  it('an old protocol', async () => {
    const { code } = await newCode();
    const { status, answer } = await ask(code, DISTRICT, {}, { protocol: 0 });
    expect({ status, answer }).toMatchObject({ status: 426, answer: { code: 'protocol_too_old' } });
  });

  it('a request that is too long, or none at all', async () => {
    for (const [body, code] of [
      [' '.repeat(3_000), 'body_too_large'],
      ['{}', 'body_invalid'],
      ['[', 'body_invalid'],
    ]) {
      const answer = await node.withToken().sendRaw('POST', '/sync/v1/pairings', body, LINK_MEDIA_TYPE);
      expect(answer.body.code).toBe(code);
    }
  });
});

describe('the operator', () => {
  const open = (unit: string, replace?: boolean) =>
    operator().send('POST', '/api/v1/nodes/pairings', {
      unit,
      ...(replace === undefined ? {} : { replace }),
    });

  it('has to say that the key of a node that is there is to be replaced', async () => {
    const { id, code } = await newCode(OTHER);
    await ask(code, OTHER);
    await decide(id, 'approve');
    expect(await open(OTHER)).toMatchObject({ status: 409, body: { code: 'node_paired' } });
    expect(await open(OTHER, true)).toMatchObject({ status: 201 });
  });

  it('cannot let in what is not below, nor what is no unit', async () => {
    expect(await open('1405')).toMatchObject({ status: 422, body: { code: 'pairing_unit_outside' } });
    expect(await open('140599')).toMatchObject({ status: 404, body: { code: 'unit_unknown' } });
  });

  it('and the node are sent to the true parent of a unit below another node', async () => {
    await node.query(`UPDATE node SET url = 'http://district.example:8400' WHERE unit = $1`, [OTHER]);
    const { id, code } = await newCode();
    await ask(code);
    await decide(id, 'approve');
    await node.query(`UPDATE node SET url = 'http://district.example:8400' WHERE unit = $1`, [DISTRICT]);
    await operator().send('POST', `/api/v1/nodes/pairings/${id}/approve`);
    const { id: again, code: second } = await newCode();
    await ask(second);
    await decide(again, 'approve');
    const elsewhere = {
      code: 'parent_elsewhere',
      params: { unit: STREET, parent: DISTRICT, url: 'http://district.example:8400' },
    };
    expect(await open(STREET)).toMatchObject({ status: 421, body: elsewhere });
    expect(await ask('00000000', STREET)).toMatchObject({ status: 421, answer: elsewhere });
  });

  it('is needed: a clerk or a stranger makes no codes', async () => {
    const body = { unit: DISTRICT };
    expect((await node.as('clerk').send('POST', '/api/v1/nodes/pairings', body)).status).toBe(403);
    expect((await node.withToken().get('/api/v1/nodes/pairings')).status).toBe(401);
  });
});
