import fc from 'fast-check';
import { PARTIAL_GROUPS_MAX, PARTIAL_ROWS_MAX } from '../limits.js';
import { placePartials, readPartials, type PartialsPlace } from './partials.js';

const SERIES = '0123456789abcdef.0123456789abcdef';
const row = (sequence: number, more: object = {}): object => ({
  ...{ series: SERIES, day: `2005-01-${String(sequence).padStart(2, '0')}`, value: '5', records: 5 },
  ...{ split: [['["elderly"]', '5', 5]], hidden: false, sequence },
  ...more,
});
const batch = (more: object = {}): object => ({
  ...{ unit: '140502', generation: 1, catalogue: '1', after: 0, upTo: 2, head: 2, rows: [row(1), row(2)] },
  ...more,
});

/** What a receiver holds: the number of the last change of each place. */
class Receiver {
  held: PartialsPlace | undefined;
  rows = new Map<number, number>();

  take(
    generation: number,
    changes: readonly number[],
    after: number,
    upTo: number,
  ): PartialsPlace | undefined {
    const arrival = placePartials(this.held, { generation, after, upTo });
    if (arrival === 'anew') this.rows.clear();
    if (arrival !== 'anew' && arrival !== 'next') return this.held;
    for (let sequence = after + 1; sequence <= upTo; sequence++) {
      const place = changes[sequence - 1] ?? 0;
      this.rows.set(place, Math.max(sequence, this.rows.get(place) ?? 0));
    }
    this.held = { generation, sequence: upTo };
    return this.held;
  }
}

it('I32 batches that come late, twice or in any order leave what those in order leave', () => {
  const changes = fc.array(fc.nat(4), { minLength: 1, maxLength: 12 });
  const sent = fc.array(
    fc.record({
      generation: fc.integer({ min: 1, max: 3 }),
      after: fc.nat(11),
      length: fc.integer({ min: 1, max: 6 }),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(fc.array(changes, { minLength: 3, maxLength: 3 }), sent, (generations, batches) => {
      const receiver = new Receiver();
      const changesOf = (generation: number): readonly number[] => generations[generation - 1] ?? [];
      for (const { generation, after, length } of batches) {
        const all = changesOf(generation);
        receiver.take(generation, all, Math.min(after, all.length), Math.min(after + length, all.length));
      }
      // What the sender does in the end: it goes on behind what the receiver says.
      const last = changesOf(3);
      for (let tries = 0; tries < 3; tries++) {
        const after = receiver.held?.generation === 3 ? receiver.held.sequence : 0;
        receiver.take(3, last, after, last.length);
      }
      const inOrder = new Map(last.map((place, index) => [place, index + 1]));
      expect(receiver.held).toEqual({ generation: 3, sequence: last.length });
      expect(receiver.rows).toEqual(inOrder);
    }),
  );
});

describe('I33 a batch is within all bounds', () => {
  it('reads what is sound, without what it does not know', () => {
    expect(readPartials(batch({ more: 1 }))).toEqual(batch());
  });

  it.each([
    ['a unit that is none', { unit: '14x' }],
    ['a generation below zero', { generation: -1 }],
    ['an end in front of the beginning', { after: 3 }],
    ['a head in front of the end', { head: 1 }],
    ['a catalogue with a line', { catalogue: 'a\nb' }],
    ['rows that are none', { rows: [null] }],
    ['rows out of their order', { rows: [row(2), row(1)] }],
    ['a row behind the end', { rows: [row(3)] }],
    ['two rows of one day', { rows: [row(1), row(2, { day: '2005-01-01' })] }],
    ['a series that is none', { rows: [row(1, { series: "x'; DROP" })] }],
    ['a day that does not exist', { rows: [row(1, { day: '2005-02-30' })] }],
    ['a fraction', { rows: [row(1, { value: '0.5' })] }],
    ['digits without end', { rows: [row(1, { value: '9'.repeat(39) })] }],
    ['records below zero', { rows: [row(1, { records: -1 })] }],
    ['groups of no value', { rows: [row(1, { value: null })] }],
    [
      'a group twice',
      {
        rows: [
          row(1, {
            split: [
              ['[1]', '3', 3],
              ['[1]', '4', 4],
            ],
          }),
        ],
      },
    ],
    ['dims of another spelling', { rows: [row(1, { split: [['[ 1]', '3', 3]] })] }],
    ['dims that cannot be stored', { rows: [row(1, { split: [['["\\u0000"]', '3', 3]] })] }],
  ])('refuses %s', (_, more) => {
    expect(readPartials(batch(more))).toBeUndefined();
  });

  it('holds its bounds at the limit and not one beyond', () => {
    const many = (count: number): object[] =>
      Array.from({ length: count }, (_, index) =>
        row(index + 1, { day: '2005-01-01', series: `${String(index).padStart(16, '0')}.0123456789abcdef` }),
      );
    const rows = (count: number): object => batch({ upTo: count, head: count, rows: many(count) });
    expect(readPartials(rows(PARTIAL_ROWS_MAX))).toBeDefined();
    expect(readPartials(rows(PARTIAL_ROWS_MAX + 1))).toBeUndefined();
    const groups = (count: number): object =>
      batch({ rows: [row(1, { split: Array.from({ length: count }, (_, at) => [`[${at}]`, '3', 3]) })] });
    expect(readPartials(groups(PARTIAL_GROUPS_MAX))).toBeDefined();
    expect(readPartials(groups(PARTIAL_GROUPS_MAX + 1))).toBeUndefined();
  });

  it('never fails with an exception', () => {
    fc.assert(fc.property(fc.anything(), (value) => readPartials(value) === undefined));
  });
});
