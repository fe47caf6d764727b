import { chainsOf, headAfter, lastCommonSeq } from '../continuity.js';
import { genesis } from '../chain.js';
import { encodeFrame, type Segment } from '../frame.js';
import { fingerprint } from '../certificate.js';
import { signCheckpoint } from '../checkpoint.js';
import { publicKeyText } from '../keys.js';
import { newEntries, newSegment, rootSigner, signerBelow } from '../testing/signed-logs.js';
import { CertificateBook, forkFault, type KeptFork } from './index.js';

const ORIGIN = '140502001001';
const FOUND_AT = new Date('2016-05-06');
const city = rootSigner('1405');
const own = signerBelow(city, ORIGIN);

const NONE = { signer: '', signature: '' };

const common = newSegment(own, ORIGIN, 3);
const held = newSegment(own, ORIGIN, 4, common);
const other = branchOf(2, common);

/** A run of other entries than `newSegment` makes. */
function branchOf(count: number, before: Segment, signer = own): Segment {
  const { seq, chain } = headAfter(before, chainsOf(before));
  const entries = newEntries(ORIGIN, count + 9).slice(9);
  const run = { origin: ORIGIN, epoch: 1, from: seq + 1, prevChain: chain, entries };
  const head = headAfter({ ...run, checkpoint: NONE }, chainsOf({ ...run, checkpoint: NONE }));
  const checkpoint = { signer: signer.fingerprint, signature: signCheckpoint(signer.key, head) };
  return { ...run, checkpoint };
}

/** The chains of the log that is held: three entries that both have, and four more. */
const CHAINS = [genesis({ origin: ORIGIN, epoch: 1 }), ...chainsOf(common), ...chainsOf(held)];
const heldChain = (seq: number): string | undefined => CHAINS[seq];

function kept(segment: Segment, more: Partial<KeptFork> = {}): KeptFork {
  const { seq, chain } = headAfter(segment, chainsOf(segment));
  return {
    origin: ORIGIN,
    epoch: 1,
    lane: undefined,
    other: { seq, chain, ...segment.checkpoint },
    held: { seq: 7, chain: CHAINS[7] ?? '' },
    commonSeq: 3,
    segment: encodeFrame([segment]),
    foundAt: FOUND_AT,
    ...more,
  };
}

function judged(fork: KeptFork, signer = own): string | undefined {
  const book = new CertificateBook(publicKeyText(city.key));
  const [certificate] = signer.chain;
  if (certificate) book.add(fingerprint(certificate), signer.chain);
  return forkFault(fork, heldChain, book, (unit, origin) => origin.startsWith(unit))?.rule;
}

describe('I28 the evidence of two ends of one log', () => {
  it('holds where both were signed by who may, and part', () => {
    expect(judged(kept(other))).toBeUndefined();
  });

  it('holds where they part before the segment', () => {
    const later = newSegment(own, ORIGIN, 2, branchOf(1, common));
    expect(judged(kept(later, { commonSeq: null }))).toBeUndefined();
  });

  it.each<[string, KeptFork, string]>([
    [
      'of an end that fits the log that is held',
      kept(held, { held: { seq: 5, chain: CHAINS[5] ?? '' } }),
      'chain',
    ],
    ['of another place than it says', kept(other, { commonSeq: 2 }), 'chain'],
    ['of another end than its segment leads to', kept(other, { segment: encodeFrame([held]) }), 'chain'],
    ['that cannot be read', kept(other, { segment: 'x' }), 'chain'],
    ['of a log that is held no more', kept(other, { held: { seq: 7, chain: CHAINS[6] ?? '' } }), 'head'],
    [
      'whose signature is of another end',
      kept(other, { other: { ...kept(other).other, ...held.checkpoint } }),
      'signature',
    ],
  ])('is none where it is %s', (_, fork, rule) => {
    expect(judged(fork)).toBe(rule);
  });

  it('is none where somebody signed who may not speak for the log', () => {
    const sibling = signerBelow(city, '140502001002');
    const forged = branchOf(2, common, sibling);
    expect(judged(kept(forged), sibling)).toBe('certificate');
  });
});

describe('I10 the last entry that two branches have in common', () => {
  it.each([
    ['inside the segment', branchOf(2, common), 3],
    ['before it', newSegment(own, ORIGIN, 2, branchOf(1, common)), null],
    ['behind all of it', held, 7],
  ])('is %s', (_, segment, seq) => {
    expect(lastCommonSeq(segment, chainsOf(segment), heldChain)).toBe(seq);
  });
});
