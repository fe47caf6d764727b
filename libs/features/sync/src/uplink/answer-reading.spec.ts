import fc from 'fast-check';
import { FRAME_SEGMENTS_MAX } from '#core/protocol';
import { LinkError } from '#features/nodes';
import { readAnswer } from './answer-reading.js';

const CHAIN = 'A'.repeat(43);
const HEAD = { origin: '140502001001', epoch: 1, seq: 3, chain: CHAIN, signer: CHAIN };
const REFUSAL = { origin: '140502001001', epoch: 1, code: 'frame_fork', message: 'x' };
const ANSWER = { heads: [HEAD], refused: [REFUSAL], quarantined: [], accepts: {} };

/** What is read, or why it is not; anything but a LinkError is an error of ours. */
function read(value: unknown): unknown {
  try {
    return readAnswer(value);
  } catch (error) {
    if (error instanceof LinkError) return error.code;
    throw error;
  }
}

describe('an answer', () => {
  it('is read log by log', () => {
    expect(read(ANSWER)).toEqual([{ ...HEAD, refusedCode: 'frame_fork', held: [] }]);
    const message = { zh: '缺', en: 'missing' };
    const held = { origin: HEAD.origin, epoch: 1, seq: 2, code: 'field_required', message };
    const receipt = { signer: CHAIN, at: '2006-01-02T03:04:05.678Z', signature: `${'A'.repeat(85)}A` };
    const said = { ...ANSWER, heads: [{ ...HEAD, lane: 'urgent', receipt }], refused: [] };
    const ofLane = { ...held, lane: 'urgent' };
    expect(read({ ...said, quarantined: [held, ofLane] })).toEqual([
      {
        ...HEAD,
        lane: 'urgent',
        refusedCode: null,
        receipt,
        held: [{ seq: 2, code: 'field_required', message }],
      },
    ]);
    expect(read({ ...ANSWER, heads: [], more: 1 })).toEqual([]);
  });

  it('of any shape is read or refused with a LinkError that quotes nothing of it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(read(value)).toEqual(expect.stringMatching(/^answer_unreadable:[a-z]+$/));
      }),
      { numRuns: 1_000 },
    );
  });

  it('with any one member of another shape moves no head to a place that is none', () => {
    const paths = [
      ...Object.keys(HEAD).map((key) => ['heads', key] as const),
      ...Object.keys(REFUSAL).map((key) => ['refused', key] as const),
    ];
    const values = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.double(), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.constantFrom(...paths), values, ([list, key], value) => {
        const [item] = ANSWER[list];
        const outcome = read({ ...ANSWER, [list]: [{ ...item, [key]: value }] });
        if (typeof outcome === 'string') return;
        for (const head of outcome as (typeof HEAD)[]) {
          expect(head.origin).toMatch(/^\d+$/);
          expect(head.chain).toMatch(head.seq > 0 ? /^[\w-]{43}$/ : /^/);
          expect([head.epoch, head.seq].every((n) => Number.isSafeInteger(n) && n >= 0)).toBe(true);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it('with more logs than a frame has is refused before any of them is looked at', () => {
    const heads = Array.from({ length: FRAME_SEGMENTS_MAX + 1 }, () => null);
    expect(read({ heads, refused: [] })).toBe('answer_unreadable:shape');
    const begun = performance.now();
    expect(read({ heads: Array.from({ length: 2_000_000 }, () => HEAD), refused: [] })).toMatch(/shape/);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
