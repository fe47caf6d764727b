import fc from 'fast-check';
import { genesis, nextChain, type Head } from '../chain.js';
import { entryHash, type SealedEntry } from '../entry.js';
import { LogInspection, type StoredRow } from './log-inspection.js';

const LOG = { origin: '140502001001', epoch: 1 };

/** Signatures as a test makes them: the text of the head that they are good for. */
const attests = ({ signature }: StoredRow, { seq, chain }: Head): boolean => signature === `${seq} ${chain}`;

type Row = StoredRow & { readonly chain: string };

function entryOf(seq: number, text = ''): SealedEntry {
  return { header: `{"seq":${seq}${text}}`, sections: ['-', '-', '-', '-'] };
}

/** A log with checkpoints at some places and at its end. */
function logOf(length: number, every: number, text: (seq: number) => string = () => ''): Row[] {
  let chain = genesis(LOG);
  return Array.from({ length }, (_, index) => {
    const seq = index + 1;
    const entry = entryOf(seq, text(seq));
    chain = nextChain(chain, entryHash(entry));
    const isSigned = seq % every === 0 || seq === length;
    const checkpoint = { signer: isSigned ? 's' : null, signature: isSigned ? `${seq} ${chain}` : null };
    return { ...entry, seq, chain, ...checkpoint };
  });
}

function inspect(rows: readonly Row[], headSeq: number, whole = false): LogInspection {
  const inspection = new LogInspection(LOG, { seq: 0, chain: genesis(LOG) }, attests, whole);
  for (const row of rows) if (!inspection.take(row)) break;
  inspection.end(headSeq);
  return inspection;
}

/** The checkpoint that closes the run of an entry. */
const closing = (seq: number, every: number, length: number): number =>
  Math.min(length, Math.ceil(seq / every) * every);

const shape = fc.tuple(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 1, max: 12 }), fc.nat(), fc.nat());

function edited(rows: readonly Row[], seq: number, change: Partial<Row>): Row[] {
  return rows.map((row) => (row.seq === seq ? { ...row, ...change } : row));
}

describe('a stored log', () => {
  it('I25 that is intact is found sound, with every entry proven', () => {
    fc.assert(
      fc.property(shape, ([length, every]) => {
        const { isSound, proven, at } = inspect(logOf(length, every), length);
        expect({ isSound, proven, seq: at.seq }).toEqual({
          isSound: true,
          proven: [{ from: 1, to: length }],
          seq: length,
        });
      }),
    );
  });

  it('I25 with an altered entry shows that entry, and proves all other runs', () => {
    fc.assert(
      fc.property(shape, ([length, every, place]) => {
        const seq = 1 + (place % length);
        const { damage, proven, corrections } = inspect(
          edited(logOf(length, every), seq, entryOf(seq, ',"x":1')),
          length,
        );
        expect(damage).toEqual([{ from: seq, to: seq, kind: 'altered' }]);
        expect(corrections).toEqual([]);
        const isProven = (other: number) => proven.some((run) => run.from <= other && other <= run.to);
        for (let other = 1; other <= length; other++) {
          const sameRun = closing(other, every, length) === closing(seq, every, length);
          expect(isProven(other)).toBe(!sameRun);
        }
      }),
    );
  });

  it('I25 with missing entries shows just those', () => {
    fc.assert(
      fc.property(shape, ([length, every, place, many]) => {
        const from = 1 + (place % length);
        const to = Math.min(length, from + (many % 20));
        const rows = logOf(length, every).filter(({ seq }) => seq < from || seq > to);
        const { damage } = inspect(rows, length);
        expect(damage).toEqual([{ from, to, kind: 'missing' }]);
      }),
    );
  });

  it('I25 with another chain in its column is proven all the same, and says what the chain must be', () => {
    fc.assert(
      fc.property(shape, ([length, every, place]) => {
        const seq = 1 + (place % length);
        const rows = logOf(length, every);
        const { damage, corrections, proven } = inspect(edited(rows, seq, { chain: 'x' }), length);
        expect({ damage, proven }).toEqual({ damage: [], proven: [{ from: 1, to: length }] });
        expect(corrections).toEqual([{ seq, chain: rows[seq - 1]?.chain, unsigned: false }]);
      }),
    );
  });

  it('I25 without a good signature in between is proven by the next one', () => {
    const { damage, corrections } = inspect(edited(logOf(20, 5), 10, { signature: 'x' }), 20);
    expect({ damage, corrections: corrections.map(({ seq, unsigned }) => ({ seq, unsigned })) }).toEqual({
      damage: [],
      corrections: [{ seq: 10, unsigned: true }],
    });
  });

  it('I25 needs a signature where the run would become longer than a segment', () => {
    const { damage } = inspect(edited(logOf(400, 200), 200, { signature: 'x' }), 400);
    expect(damage).toEqual([{ from: 200, to: 200, kind: 'altered' }]);
  });

  it('I25 without a good signature at its end is proven up to the one before', () => {
    const { damage, at } = inspect(edited(logOf(20, 5), 20, { signature: null, signer: null }), 20);
    expect({ damage, seq: at.seq }).toEqual({ damage: [{ from: 16, to: 20, kind: 'replaced' }], seq: 15 });
  });

  it('I25 that was replaced with all its chains shows the runs from the first signature on that is not good', () => {
    fc.assert(
      fc.property(shape, ([length, every, place]) => {
        const seq = 1 + (place % length);
        const forged = logOf(length, every, (at) => (at === seq ? ',"x":1' : ''));
        const rows = logOf(length, every).map((row, index) => ({
          ...row,
          ...forged[index],
          signature: row.signature,
        }));
        const { damage, at } = inspect(rows, length);
        const before =
          closing(seq, every, length) === length && length % every !== 0
            ? Math.floor((length - 1) / every) * every
            : closing(seq, every, length) - every;
        expect(at.seq).toBe(Math.max(0, before));
        expect(damage).toEqual([{ from: Math.max(0, before) + 1, to: length, kind: 'replaced' }]);
      }),
    );
  });

  it('I25 is not followed further than any run was ever written', () => {
    const rows = logOf(1_500, 1_500);
    const inspection = new LogInspection(LOG, { seq: 0, chain: genesis(LOG) }, attests);
    const taken = rows.findIndex((row) => !inspection.take(row));
    inspection.giveUp();
    expect({ taken: taken + 1, damage: inspection.damage }).toEqual({
      taken: 1_000,
      damage: [{ from: 1, to: 1_000, kind: 'replaced' }],
    });
  });

  it('I25 whose suspects were cleared shows the whole run', () => {
    const rows = edited(logOf(20, 5), 8, entryOf(8, ',"x":1'));
    expect(inspect(rows, 20, true).damage).toEqual([{ from: 6, to: 10, kind: 'replaced' }]);
  });

  it('I25 is proven again by entries that come without a chain', () => {
    const original = logOf(20, 5);
    const brought = original.map((row) => (row.seq === 8 ? { ...row, chain: undefined } : row));
    const { damage, corrections } = inspect(brought as unknown as Row[], 20);
    expect({ damage, corrections }).toEqual({
      damage: [],
      corrections: [{ seq: 8, chain: original[7]?.chain, unsigned: false }],
    });
  });
});
