import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { newPrivateKey } from '../keys.js';
import { newX25519Key, readX25519Key, sharedSecret, x25519Bytes, x25519Key } from './x25519.js';

/** libsodium's own test of the conversion (test/default/ed25519_convert.c and .exp). */
const SODIUM = {
  seed: '421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee',
  publicKey: 'f1814f0e8ff1043d8a44d25babff3cedcae6c22c3edaa48f857ae70de2baae50',
  privateKey: '8052030376d47112be7f73ed7a019293dd12ad910b654455798b4667d73de166',
};
const PKCS8_ED25519 = '302e020100300506032b657004220420';

it('I16 makes the keys that libsodium makes', () => {
  const der = Buffer.from(PKCS8_ED25519 + SODIUM.seed, 'hex');
  const key = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
  expect(x25519Bytes(x25519Key(createPublicKey(key))).toString('hex')).toBe(SODIUM.publicKey);
  const { d = '' } = x25519Key(key).export({ format: 'jwk' });
  const clamped = Buffer.from(d, 'base64url');
  expect(clamped.toString('hex')).toBe(SODIUM.privateKey);
});

it('I16 makes pairs: what the map says of a public key is the public half of the private one', () => {
  for (let run = 0; run < 100; run++) {
    const key = newPrivateKey();
    const mapped = x25519Key(createPublicKey(key));
    expect(x25519Bytes(mapped)).toEqual(x25519Bytes(x25519Key(key)));
  }
});

it('I16 both sides come to one secret, also where one of them has a key of its own', () => {
  for (let run = 0; run < 100; run++) {
    const [ours, theirs] = [newPrivateKey(), newX25519Key()];
    const here = diffieHellman({ privateKey: x25519Key(ours), publicKey: createPublicKey(theirs) });
    const there = diffieHellman({ privateKey: theirs, publicKey: x25519Key(createPublicKey(ours)) });
    expect(here).toEqual(there);
  }
});

it('gives no secret with a key of a small subgroup', () => {
  const points = [
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    `ec${'ff'.repeat(30)}7f`,
    `ed${'ff'.repeat(30)}7f`,
  ];
  for (const point of points) {
    const key = readX25519Key(Buffer.from(point, 'hex').toString('base64url'));
    if (!key) throw new TypeError('32 bytes are a key');
    expect(sharedSecret(newX25519Key(), key)).toBeUndefined();
  }
});

it.each([undefined, 7, '', 'x', 'A'.repeat(42), `${'A'.repeat(42)}B`, 'A'.repeat(44)])(
  'reads no key in %p',
  (text) => {
    expect(readX25519Key(text)).toBeUndefined();
  },
);
