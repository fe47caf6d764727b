import { LinkError } from '#features/nodes';
import { readKeptPage, readTail } from './tail-answers.js';

const HEAD = { origin: '140502', epoch: 1, seq: 3, chain: 'c'.repeat(43), hosted: true };

describe('a parent’s list of logs', () => {
  it('is read, and what is not known of it is passed over', () => {
    const page = readKeptPage({ heads: [{ ...HEAD, lane: 'urgent', new: 1 }], more: true, newer: 2 });
    expect(page).toEqual({ heads: [{ ...HEAD, lane: 'urgent' }], more: true });
  });

  it.each([
    ['nothing', null],
    ['no heads', { more: false }],
    ['no end', { heads: [] }],
    ['a head without a chain', { heads: [{ ...HEAD, chain: 'x' }], more: false }],
    ['a head without a seq', { heads: [{ ...HEAD, seq: '3' }], more: false }],
    ['a lane that nobody knows', { heads: [{ ...HEAD, lane: 'slow' }], more: false }],
  ])('is refused with %s', (_, value) => {
    expect(() => readKeptPage(value)).toThrow(LinkError);
  });
});

describe('what a parent gives of logs', () => {
  it('may be nothing', () => {
    expect(readTail({ frame: null, heads: [HEAD] })).toEqual({ segments: [], heads: [HEAD] });
  });

  it.each([
    ['no frame', { heads: [HEAD] }],
    ['a frame that is none', { frame: 'silian-frame/1 1\n{}', heads: [] }],
    ['no heads', { frame: null }],
  ])('is refused with %s', (_, value) => {
    expect(() => readTail(value)).toThrow(LinkError);
  });
});
