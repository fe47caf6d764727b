import { issueRoot, newPrivateKey } from '#core/protocol';
import { lifeLeft } from './life-left.js';

const chain = issueRoot(newPrivateKey(), {
  unit: '1405',
  level: 'city',
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2026-01-11T00:00:00Z'),
});

it.each([
  ['2025-12-01', 1],
  ['2026-01-01', 1],
  ['2026-01-06', 0.5],
  ['2026-01-10', 0.1],
  ['2026-01-11', 0],
  ['2027-01-01', 0],
])('on %s, %d of its life is left', (day, left) => {
  expect(lifeLeft(chain, new Date(`${day}T00:00:00Z`))).toBeCloseTo(left);
});

it('nothing is left of no certificate', () => {
  expect(lifeLeft([], new Date())).toBe(0);
});
