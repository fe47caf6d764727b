import fc from 'fast-check';
import { newPrivateKey, publicKeyText, readPublicKey } from '../keys.js';
import { nextChain } from '../chain.js';
import { DIRECTIVE_BYTES_MAX } from '../limits.js';
import {
  directiveHash,
  downGenesis,
  followRun,
  isDirectiveLine,
  readDirective,
  sealDirective,
  signDownHead,
  verifyDownHead,
  type DownHead,
  type DownLogId,
  type HeldPlace,
  type SignedDirective,
} from './index.js';

const KEY = newPrivateKey();
const PUBLIC = readPublicKey(publicKeyText(KEY)) ?? KEY;
const SIGNER = 'a'.repeat(43);
const LOG: DownLogId = { issuer: '1405', epoch: 1, addressee: '140502' };
const keyOf = (signer: string) => (signer === SIGNER ? PUBLIC : undefined);

type Written = SignedDirective & HeldPlace;

/** A log as its issuer writes it, with the chain at each place. */
function write(texts: readonly string[], log = LOG, key = KEY): Written[] {
  let chain = downGenesis(log);
  return texts.map((text, index) => {
    const seq = index + 1;
    const line = sealDirective({
      id: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
      kind: 'announcement',
      issuedAt: '2006-06-01T08:00:00.000Z',
      body: { text },
    });
    chain = nextChain(chain, directiveHash(line));
    return { seq, line, chain, signer: SIGNER, signature: signDownHead(key, { ...log, seq, chain }) };
  });
}

/** Follows rows from a place up to which the log is held. */
function follow(written: readonly Written[], heldSeq: number, rows: readonly SignedDirective[]) {
  const at = (seq: number) => (seq <= heldSeq ? written[seq - 1] : undefined);
  return followRun(LOG, { seq: heldSeq, at }, rows, keyOf);
}

const texts = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 6 });
const lines = (rows: readonly SignedDirective[]): string[] => rows.map(({ line }) => line);

describe('I29 a down log', () => {
  it('is followed from any place to its end, in whatever order it comes, however often', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), (all, from, shift) => {
        const written = write(all);
        const heldSeq = from % written.length;
        const turned = [...written.slice(shift % written.length), ...written, ...written.slice(0, 1)];
        const outcome = follow(written, heldSeq, turned);
        expect(outcome.refused).toBeUndefined();
        expect(lines(outcome.taken)).toEqual(lines(written.slice(heldSeq)));
        expect(outcome.taken.map(({ chain }) => chain)).toEqual(
          written.slice(heldSeq).map(({ chain }) => chain),
        );
      }),
    );
  });

  it('shows a change of any one character of a directive, and takes what stands before it', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), fc.nat({ max: 9 }), (all, which, place, held) => {
        const written = write(all);
        const seq = which % written.length;
        const row = written[seq] as Written;
        const at = place % row.line.length;
        const other = row.line[at] === 'x' ? 'y' : 'x';
        const line = row.line.slice(0, at) + other + row.line.slice(at + 1);
        const altered = written.map((item, index) => (index === seq ? { ...item, line } : item));
        const heldSeq = held % (written.length + 1);
        const { taken, refused } = follow(written, heldSeq, altered);
        expect(refused).toEqual({ seq: seq + 1, fault: seq < heldSeq ? 'fork' : 'signature' });
        expect(lines(taken)).toEqual(lines(written.slice(heldSeq, Math.max(seq, heldSeq))));
      }),
    );
  });

  it('shows what was left out, put in another place, or taken from another log', () => {
    fc.assert(
      fc.property(texts, (all) => {
        const written = write([...all, 'last']);
        const [first, second] = written as [Written, Written];
        expect(follow(written, 0, written.slice(1)).refused).toEqual({ seq: 2, fault: 'gap' });
        const swapped = [
          { ...second, seq: 1 },
          { ...first, seq: 2 },
        ];
        expect(follow(written, 0, swapped)).toMatchObject({ taken: [], refused: { seq: 1 } });
        for (const log of [
          { ...LOG, addressee: '140521' },
          { ...LOG, epoch: 2 },
          { ...LOG, issuer: '1406' },
        ])
          expect(follow(written, 0, write(all, log)).refused).toEqual({ seq: 1, fault: 'signature' });
      }),
      { numRuns: 30 },
    );
  });

  it('is nobody’s but its issuer’s', () => {
    const written = write(['one', 'two']);
    const forged = write(['one', 'invented'], LOG, newPrivateKey());
    expect(follow(written, 1, [forged[1] as Written]).refused).toEqual({ seq: 2, fault: 'signature' });
    const stranger = { ...(written[1] as Written), signer: 'b'.repeat(43) };
    expect(follow(written, 1, [stranger]).refused).toEqual({ seq: 2, fault: 'signer' });
  });

  it('is signed anew under another certificate, and nothing else changes', () => {
    const held = write(['one', 'two']);
    const anew = 'c'.repeat(43);
    const rows = held.map((row) => ({ ...row, signer: anew }));
    const at = (seq: number) => held[seq - 1];
    const outcome = followRun(LOG, { seq: 2, at }, rows, () => PUBLIC);
    expect(outcome).toEqual({ taken: [], signedAnew: rows });
  });
});

describe('I30 the head of a down log', () => {
  const heads: fc.Arbitrary<DownHead> = fc.record({
    issuer: fc.constantFrom('1405', '140502', '140502001'),
    epoch: fc.integer({ min: 1, max: 99 }),
    addressee: fc.constantFrom('1405', '140502', '140502001'),
    seq: fc.integer({ min: 1, max: 999 }),
    chain: fc.integer({ min: 1, max: 9 }).map((epoch) => downGenesis({ ...LOG, epoch })),
  });

  it('is good for one head and one key', () => {
    fc.assert(
      fc.property(heads, heads, (head, other) => {
        const signature = signDownHead(KEY, head);
        expect(verifyDownHead(PUBLIC, head, signature)).toBe(true);
        expect(verifyDownHead(newPrivateKey(), head, signature)).toBe(false);
        for (const member of ['issuer', 'epoch', 'addressee', 'seq', 'chain'] as const) {
          const changed = { ...head, [member]: other[member] };
          expect(verifyDownHead(PUBLIC, changed, signature)).toBe(head[member] === other[member]);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('I31 the line of a directive', () => {
  it('holds bounds: the largest is sealed and read, one byte more is not', () => {
    const directive = (length: number) => ({
      id: '00000000-0000-4000-8000-000000000001',
      kind: 'announcement',
      issuedAt: '2006-06-01T08:00:00.000Z',
      body: { text: 'x'.repeat(length) },
    });
    const rest = Buffer.byteLength(sealDirective(directive(0)));
    const largest = sealDirective(directive(DIRECTIVE_BYTES_MAX - rest));
    expect(isDirectiveLine(largest)).toBe(true);
    expect(readDirective(largest)?.kind).toBe('announcement');
    expect(isDirectiveLine(`${largest} `)).toBe(false);
    expect(() => sealDirective(directive(DIRECTIVE_BYTES_MAX - rest + 1))).toThrow(RangeError);
  });

  it('is read, or found unreadable, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), fc.constantFrom('{}', '{"id":1}', 'null', '[]')),
        (text) => {
          expect(() => readDirective(text)).not.toThrow();
        },
      ),
    );
  });

  it.each([
    ['a line feed', '{"a":"b"}\n'],
    ['a control character', '{"a":"\u0001"}'],
    ['half a surrogate', '{"a":"\ud800"}'],
    ['no object', '"text"'],
  ])('is none with %s', (_, line) => {
    expect(isDirectiveLine(line)).toBe(false);
  });

  it('passes over members that it does not know', () => {
    const line = `{"id":"00000000-0000-4000-8000-000000000001","kind":"later","issuedAt":"2006-06-01T08:00:00.000Z","body":{},"next":1}`;
    expect(readDirective(line)).toEqual({
      id: '00000000-0000-4000-8000-000000000001',
      kind: 'later',
      issuedAt: '2006-06-01T08:00:00.000Z',
      body: {},
    });
  });
});
