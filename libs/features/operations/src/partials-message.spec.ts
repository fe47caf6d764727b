import type { PartialSource } from '#platform/storage';
import { partialsMessage } from './partials-message.js';

const source = (more: Partial<PartialSource>): PartialSource => ({
  ...{
    unit: '140502',
    sender: '140502',
    generation: 1,
    sequence: 3,
    catalogue: 'c',
    complete: true,
    fault: null,
  },
  ...{ confirmedAt: null, ackedGeneration: null, ackedSequence: 0, behindSince: null },
  ...more,
});
const since = (day: number): Date => new Date(Date.UTC(2026, 0, day));

describe('what is said of figures whose records stay below', () => {
  it.each([
    ['nothing where all is there', [source({})], null],
    [
      'who is behind, and since when the first is',
      [source({ behindSince: since(2) }), source({ unit: '140581', behindSince: since(1) })],
      'The parent has not got the newest figures of 2 units (first: 140581, since 2026-01-01T00:00:00.000Z); they follow when the link is back',
    ],
    ['what is coming in', [source({ complete: false })], 'The figures of 140502 are coming in'],
    ['nothing of own figures that are not worked out yet', [source({ sender: null, complete: false })], null],
    [
      'first of all what cannot be used',
      [source({ behindSince: since(1) }), source({ fault: 'split_wrong' })],
      'Some figures that came from 140502 cannot be used (split_wrong): compare versions and catalogues at both ends; they are right again when the node below begins anew',
    ],
  ])('%s', (_, sources, en) => {
    expect(partialsMessage(sources)?.en ?? null).toBe(en);
  });
});
