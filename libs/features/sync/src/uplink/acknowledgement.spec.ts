import fc from 'fast-check';
import { digest, SENDER_STATES, type SenderEvent } from '#core/protocol';
import { acknowledge, movedOn } from './acknowledgement.js';
import type { LogAnswer } from './answer-reading.js';
import type { Portion } from './frame-assembly.js';

const SENT = { from: 11, to: 20 };
const [OWN, OTHER, SIGNER] = ['own', 'other', 'signer'].map((text) => digest(text)) as [
  string,
  string,
  string,
];

/** A portion of one log of which ten entries are acknowledged and ten more were sent. */
function portion(knownSigner: string | null = SIGNER): Portion {
  const log = {
    originId: 1,
    origin: '140502001001',
    epoch: 1,
    ackedSeq: SENT.from - 1,
    headSeq: 30,
    knownSigner,
  };
  return {
    supply: { log, prevChain: OWN, entries: [] },
    segments: [],
    last: { seq: SENT.to, chain: OWN } as Portion['last'],
  };
}

const answer = (more: Partial<LogAnswer>): LogAnswer => ({
  origin: '140502001001',
  epoch: 1,
  seq: SENT.to,
  chain: OWN,
  signer: SIGNER,
  refusedCode: null,
  ...more,
});

const judged = (more: Partial<LogAnswer>, own: string | undefined = OWN, known: string | null = SIGNER) =>
  acknowledge({ portion: portion(known), answer: answer(more) }, own);

describe('what an answer means for a log', () => {
  it('goes on from the head that the parent names', () => {
    expect(judged({})).toEqual({
      originId: 1,
      fromSeq: 10,
      ackedSeq: 20,
      knownSigner: SIGNER,
      refusedCode: null,
    });
  });
  it('goes back where the parent has lost entries, and sends them again', () => {
    expect(judged({ seq: 3, refusedCode: 'frame_gap' })).toMatchObject({ ackedSeq: 3, refusedCode: null });
  });
  it('stops where the parent misses what it says that it has', () => {
    expect(judged({ seq: 10, refusedCode: 'frame_gap' })).toMatchObject({
      ackedSeq: 10,
      refusedCode: 'frame_gap',
    });
  });
  it('introduces the signer once, and stops where that does not help', () => {
    const wanted = { seq: 10, refusedCode: 'certificate_needed' };
    expect(judged(wanted)).toMatchObject({ knownSigner: null, refusedCode: null });
    expect(judged(wanted, OWN, null)).toMatchObject({ refusedCode: 'certificate_needed' });
  });
  it.each([null, 'frame_gap', 'certificate_needed', 'frame_fork'])(
    'takes a head that is not its own for a fork, also with %s',
    (refusedCode) => {
      expect(judged({ chain: OTHER, refusedCode })).toMatchObject({
        ackedSeq: 10,
        refusedCode: 'frame_fork',
      });
    },
  );
  it('never stops without a reason, and never goes beyond what was sent', () => {
    fc.assert(
      fc.property(
        fc.record({
          seq: fc.integer({ min: 0, max: SENT.to }),
          chain: fc.constantFrom(OWN, OTHER),
          refusedCode: fc.constantFrom(
            null,
            'frame_gap',
            'certificate_needed',
            'origin_frozen',
            'code_of_tomorrow',
          ),
        }),
        fc.constantFrom(OWN, undefined),
        fc.constantFrom(SIGNER, null),
        (given, own, known) => {
          const { ackedSeq, refusedCode } = judged(given, own, known);
          expect(ackedSeq).toBeLessThanOrEqual(SENT.to);
          if (refusedCode === null && own !== undefined) expect(given.chain).toBe(own);
          if (given.refusedCode === 'code_of_tomorrow') expect(refusedCode).not.toBeNull();
        },
      ),
    );
  });
  it('is no progress where nothing has changed', () => {
    const sent = portion();
    const unmoved = acknowledge({ portion: sent, answer: answer({ seq: 10 }) }, OWN);
    expect(movedOn([sent], [unmoved])).toBe(false);
    expect(movedOn([sent], [judged({})])).toBe(true);
  });
});

describe('the table of a sender', () => {
  it('stops for the same events in every state, but for the wish for certificates that were sent', () => {
    const stops = (state: keyof typeof SENDER_STATES): string[] =>
      Object.keys(SENDER_STATES[state]).filter(
        (event) => SENDER_STATES[state][event as SenderEvent] === 'stopped',
      );
    expect(stops('stopped')).toEqual(stops('following'));
    expect(stops('introducing').filter((event) => event !== 'signer_unknown')).toEqual(stops('following'));
  });
});
