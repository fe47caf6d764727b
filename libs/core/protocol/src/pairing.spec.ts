import fc from 'fast-check';
import { issueRoot, type CertificateChain } from './certificate.js';
import { newPrivateKey, publicKeyText } from './keys.js';
import {
  equalProofs,
  keyFingerprint,
  newPairingCode,
  pairingSecret,
  proveAnswer,
  proveRequest,
  readPairingAnswer,
  readPairingCode,
  readPairingRequest,
  showPairingCode,
  type PairingRequest,
} from './pairing.js';

const secret = Buffer.alloc(32, 7);
const publicKey = publicKeyText(newPrivateKey());
const request: PairingRequest = {
  id: '0b7f3c9e-5a1d-4e2f-8c6b-9a8d7e6f5c4b',
  unit: '140502',
  version: '0.1.0',
  protocol: 1,
  publicKey,
};
const key = newPrivateKey();
const chain: CertificateChain = issueRoot(key, {
  unit: '1405',
  level: 'city',
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2027-01-01T00:00:00Z'),
});
const answer = { chain, rootKey: publicKeyText(key) };

describe('a code', () => {
  it('is read as it is shown, in whatever way a person types it', () => {
    for (let round = 0; round < 200; round++) {
      const code = newPairingCode();
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
      expect(readPairingCode(showPairingCode(code))).toBe(code);
      const typed = code.toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l');
      expect(readPairingCode(` ${typed.slice(0, 3)} ${typed.slice(3)} `)).toBe(code);
    }
  });

  it('is another one every time', () => {
    expect(new Set(Array.from({ length: 100 }, newPairingCode)).size).toBe(100);
  });

  it.each(['', 'ABCD', 'ABCD-EFG', 'ABCD-EFGHJ', 'ABCD-EFGU', 'ABCD_EFGH', '字字字字字字字字'])(
    '%s is none',
    (text) => expect(readPairingCode(text)).toBeUndefined(),
  );
});

describe('I20 what two nodes prove at pairing', () => {
  it('takes the same code and the same request to come to the same secret', async () => {
    const [one, same, code, id] = await Promise.all([
      pairingSecret('7K3MQ9TX', request.id),
      pairingSecret('7K3MQ9TX', request.id),
      pairingSecret('7K3MQ9TY', request.id),
      pairingSecret('7K3MQ9TX', request.id.replace('0', '1')),
    ]);
    expect(one).toEqual(same);
    expect(new Set([one, code, id].map((item) => item.toString('hex'))).size).toBe(3);
  });

  it('is bound to every member of the request', () => {
    const proof = proveRequest(secret, request);
    const changes: Partial<PairingRequest>[] = [
      { id: request.id.replace('0', '1') },
      { unit: '140521' },
      { version: '0.1.1' },
      { protocol: 2 },
      { publicKey: publicKeyText(newPrivateKey()) },
    ];
    expect(changes.map((change) => Object.keys(change)[0]).sort()).toEqual(Object.keys(request).sort());
    for (const change of changes) expect(proveRequest(secret, { ...request, ...change })).not.toBe(proof);
    expect(proveRequest(Buffer.alloc(32, 8), request)).not.toBe(proof);
  });

  it('is bound to root, certificates and the request that was answered', () => {
    const proof = proveAnswer(secret, request, answer);
    const [own] = chain;
    const others = [
      proveAnswer(secret, request, { ...answer, rootKey: publicKey }),
      proveAnswer(secret, request, { ...answer, chain: own ? [own, own] : [] }),
      proveAnswer(secret, { ...request, publicKey: answer.rootKey }, answer),
      proveAnswer(secret, { ...request, id: request.id.replace('0', '1') }, answer),
      proveAnswer(Buffer.alloc(32, 8), request, answer),
      proveRequest(secret, request),
    ];
    for (const other of others) expect(equalProofs(other, proof)).toBe(false);
    expect(equalProofs(proof, proveAnswer(secret, request, answer))).toBe(true);
  });
});

describe('what comes from elsewhere', () => {
  const proof = proveRequest(secret, request);

  it('is read as it was written', () => {
    expect(readPairingRequest(JSON.parse(JSON.stringify({ ...request, proof, more: 1 })))).toEqual({
      request,
      proof,
    });
    const sent = { ...answer, proof, state: 'approved' };
    expect(readPairingAnswer(JSON.parse(JSON.stringify(sent)))).toEqual({ answer, proof });
  });

  it.each([
    ['id', 'x'],
    ['unit', '14'.repeat(4)],
    ['version', 'v'.repeat(41)],
    ['version', 'two words'],
    ['protocol', 1.5],
    ['publicKey', 'k'.repeat(42)],
    ['proof', 'p'],
  ])('is no request with %s = %j', (name, value) => {
    expect(readPairingRequest({ ...request, proof, [name]: value })).toBeUndefined();
  });

  it('is read or passed over, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readPairingRequest(value)).toBeUndefined();
        expect(readPairingAnswer(value)).toBeUndefined();
      }),
    );
  });
});

it('a key has one fingerprint, in groups that can be read aloud', () => {
  expect(keyFingerprint(publicKey)).toMatch(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
  expect(keyFingerprint(publicKey)).toBe(keyFingerprint(publicKey));
  expect(keyFingerprint(answer.rootKey)).not.toBe(keyFingerprint(publicKey));
});
