import fc from 'fast-check';
import {
  genesis,
  newPrivateKey,
  publicKeyText,
  readPublicKey,
  signReceipt,
  verifyReceipt,
  type ReceiptClaim,
} from './index.js';

const KEY = newPrivateKey();
const publicOf = (key = KEY) => readPublicKey(publicKeyText(key)) ?? key;
const INSTANT_MS_MAX = 4_102_444_800_000;

const claims: fc.Arbitrary<ReceiptClaim> = fc.record({
  origin: fc.constantFrom('140502001001', '140502001', '140502'),
  epoch: fc.integer({ min: 1, max: 99 }),
  lane: fc.constantFrom(undefined, 'urgent'),
  seq: fc.integer({ min: 1, max: 999 }),
  chain: fc.integer({ min: 1, max: 9 }).map((epoch) => genesis({ origin: '1405', epoch })),
  tier: fc.constantFrom('140502001', '140502', '1405'),
  at: fc.integer({ min: 0, max: INSTANT_MS_MAX }).map((ms) => new Date(ms).toISOString()),
});

describe('P4 a receipt', () => {
  it('is refused after a change of any member', () => {
    fc.assert(
      fc.property(claims, claims, (claim, other) => {
        const signature = signReceipt(KEY, claim);
        expect(verifyReceipt(publicOf(), claim, signature)).toBe(true);
        for (const member of ['origin', 'epoch', 'lane', 'seq', 'chain', 'tier', 'at'] as const) {
          const changed = { ...claim, [member]: other[member] };
          expect(verifyReceipt(publicOf(), changed, signature)).toBe(claim[member] === other[member]);
        }
      }),
    );
  });
  it('is refused for another key', () => {
    fc.assert(
      fc.property(claims, (claim) => {
        expect(verifyReceipt(publicOf(newPrivateKey()), claim, signReceipt(KEY, claim))).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});
