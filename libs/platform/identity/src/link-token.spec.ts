import { SignJWT, UnsecuredJWT } from 'jose';
import { newPrivateKey } from '#core/protocol';
import { createPublicKey } from 'node:crypto';
import { checkLinkToken, linkTokenSigner, signLinkToken, type LinkRequest } from './link-token.js';
import type { NodeIdentity } from './node-identity.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const key = newPrivateKey();
const identity = {
  unit: '140502',
  key,
  chain: [],
  fingerprint: 'f'.repeat(43),
  trustRoot: '',
} as NodeIdentity;
const signer = { key: createPublicKey(key), unit: '140502' };
const request = { method: 'POST', path: '/sync/v1/frames', body: Buffer.from('frame') };

const linkTokenFault = async (
  token: string,
  by: Parameters<typeof checkLinkToken>[1],
  on: LinkRequest,
  now: Date,
): Promise<string | undefined> => {
  const outcome = await checkLinkToken(token, by, on, now);
  return 'fault' in outcome ? outcome.fault : undefined;
};

const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

it('opens the request that it was signed for', async () => {
  const token = await signLinkToken(identity, request, NOW);
  expect(linkTokenSigner(token)).toBe(identity.fingerprint);
  expect(await linkTokenFault(token, signer, request, NOW)).toBeUndefined();
});

it('is another one every time', async () => {
  const tokens = await Promise.all([1, 2].map(() => signLinkToken(identity, request, NOW)));
  expect(tokens[0]).not.toBe(tokens[1]);
});

it('is remembered by its unit and its number', async () => {
  const token = await signLinkToken(identity, request, NOW);
  const [first, again] = [
    await checkLinkToken(token, signer, request, NOW),
    await checkLinkToken(token, signer, request, later(60)),
  ];
  expect(first).toEqual({ id: expect.stringMatching(/^[\w-]{43}$/) });
  expect(again).toEqual(first);
  expect(await checkLinkToken(await signLinkToken(identity, request, NOW), signer, request, NOW)).not.toEqual(
    first,
  );
});

it.each([
  ['method', { ...request, method: 'GET' }],
  ['path', { ...request, path: '/sync/v1/other' }],
  ['body', { ...request, body: Buffer.from('frame!') }],
])('opens no request with another %s', async (_what, other) => {
  const token = await signLinkToken(identity, request, NOW);
  expect(await linkTokenFault(token, signer, other, NOW)).toBe('request');
});

it.each([
  [-29, undefined],
  [-31, 'clock'],
  [0, undefined],
  [89, undefined],
  [91, 'clock'],
  [86_400, 'clock'],
])('is judged %d seconds later as %s', async (seconds, fault) => {
  const token = await signLinkToken(identity, request, NOW);
  expect(await linkTokenFault(token, signer, request, later(seconds))).toBe(fault);
});

it('is of nobody else', async () => {
  const token = await signLinkToken(identity, request, NOW);
  const otherKey = createPublicKey(newPrivateKey());
  expect(await linkTokenFault(token, { ...signer, key: otherKey }, request, NOW)).toBe('signature');
  expect(await linkTokenFault(token, { ...signer, unit: '140521' }, request, NOW)).toBe('signature');
});

describe('what is no token', () => {
  const claims = {
    htm: 'POST',
    htp: request.path,
    iss: '140502',
    iat: 1_767_225_600,
    exp: 1_767_225_660,
    jti: 'x',
  };
  const signed = (payload: object) =>
    new SignJWT({ ...payload }).setProtectedHeader({ alg: 'EdDSA', kid: 'f' }).sign(key);

  it.each<[string, () => Promise<string> | string]>([
    ['an empty text', () => ''],
    ['noise', () => 'a.b.c'],
    ['one without a signature', () => new UnsecuredJWT(claims).encode()],
    ['one without an end', () => signed({ ...claims, exp: undefined })],
    ['one without a beginning', () => signed({ ...claims, iat: undefined })],
    ['one that is not unique', () => signed({ ...claims, jti: undefined })],
  ])('%s', async (_what, make) => {
    expect(await linkTokenFault(await make(), signer, request, NOW)).toBe('signature');
  });

  it('is one that would live too long', async () => {
    const token = await signed({ ...claims, exp: claims.iat + 61 });
    expect(await linkTokenFault(token, signer, request, NOW)).toBe('lifetime');
  });

  it('is one that is bound to nothing', async () => {
    expect(await linkTokenFault(await signed(claims), signer, request, NOW)).toBe('request');
  });

  it('names no signer', () => {
    for (const text of ['', 'a.b.c', 'x'.repeat(5_000), '{"alg":"none"}'])
      expect(linkTokenSigner(text)).toBeUndefined();
  });
});
