import { createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { newPrivateKey } from '#core/protocol';
import { checkLinkToken, linkTokenSigner, signLinkToken } from './link-token.js';

const NOW = new Date('2016-05-06T07:08:09.010Z');
const REQUEST = { method: 'POST', path: '/sync/v1/frames', body: Buffer.from('a frame') };
const key = newPrivateKey();
const identity = { unit: '140502', key, chain: [], fingerprint: 'A'.repeat(43), trustRoot: '' };
const signer = { key: createPublicKey(key), unit: identity.unit };
const token = await signLinkToken(identity, REQUEST, NOW);

const faultOf = async (text: string): Promise<string | undefined> => {
  const checked = await checkLinkToken(text, signer, REQUEST, NOW);
  return 'fault' in checked ? checked.fault : undefined;
};

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const part = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3 }).map(base64url),
  fc.constantFrom(
    ...token.split('.'),
    '',
    base64url({ alg: 'none' }),
    base64url({ alg: 'EdDSA', crit: ['x'] }),
  ),
);
const anyToken = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
);

it('is sound as it was signed', async () => {
  expect(linkTokenSigner(token)).toBe(identity.fingerprint);
  expect(await faultOf(token)).toBeUndefined();
});

it('names a signer or none, whatever it is, and is never an exception', () => {
  fc.assert(
    fc.property(anyToken, (text) => {
      expect(['string', 'undefined']).toContain(typeof linkTokenSigner(text));
    }),
    { numRuns: 2_000 },
  );
});

it('is refused by name, whatever else it is, and is never an exception', async () => {
  await fc.assert(
    fc.asyncProperty(anyToken, async (text) => {
      fc.pre(text !== token);
      expect(['signature', 'clock', 'request']).toContain(await faultOf(text));
    }),
    { numRuns: 1_000 },
  );
});

it('is refused where one character is another', async () => {
  const bits = fc.tuple(fc.nat({ max: token.length - 1 }), fc.constantFrom(...'ABab01-_.'));
  await fc.assert(
    fc.asyncProperty(bits, async ([at, put]) => {
      const changed = token.slice(0, at) + put + token.slice(at + 1);
      // The last character of a signature has bits that say nothing: another spelling of the same token.
      fc.pre(changed !== token && at < token.length - 1);
      expect(await faultOf(changed)).toBeDefined();
    }),
    { numRuns: 600 },
  );
});
