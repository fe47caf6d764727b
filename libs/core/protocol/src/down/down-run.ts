import type { KeyObject } from 'node:crypto';
import { nextChain } from '../chain.js';
import { directiveHash } from './directive.js';
import { downGenesis, verifyDownHead, type DownLogId } from './down-log.js';

/** A directive in its place, with the issuer's signature over the head that it makes. */
export interface SignedDirective {
  readonly seq: number;
  readonly line: string;
  /** Fingerprint of the issuer's certificate. */
  readonly signer: string;
  readonly signature: string;
}

/** What is stored of a place of a log. */
export interface HeldPlace {
  readonly chain: string;
  readonly signer: string;
  readonly signature: string;
}

/** The key of a signer that may speak for the log's issuer; undefined for everybody else. */
export type IssuerKey = (signer: string) => KeyObject | undefined;

/**
 * gap: something before it is missing. fork: the place is taken by another directive. signer: nobody who may speak for
 * the issuer. signature: not what the issuer has signed at this place.
 */
export type RunFault = 'gap' | 'fork' | 'signer' | 'signature';

export interface RunOutcome {
  /** What lies behind the head and proves itself, in order. */
  readonly taken: readonly (SignedDirective & { readonly chain: string })[];
  /** What was held already and is signed anew, since the issuer has another certificate. */
  readonly signedAnew: readonly SignedDirective[];
  /** The first that was not taken: nothing behind it was looked at. */
  readonly refused?: { readonly seq: number; readonly fault: RunFault };
}

/** Follows directives of one log, in whatever order they came, from the head that is held. */
export function followRun(
  log: DownLogId,
  held: { readonly seq: number; readonly at: (seq: number) => HeldPlace | undefined },
  rows: readonly SignedDirective[],
  keyOf: IssuerKey,
): RunOutcome {
  const taken: (SignedDirective & { chain: string })[] = [];
  const signedAnew: SignedDirective[] = [];
  let head = held.seq;
  const chainAt = (seq: number): string | undefined =>
    seq === 0 ? downGenesis(log) : (taken[seq - held.seq - 1]?.chain ?? held.at(seq)?.chain);
  for (const row of [...rows].sort((a, b) => a.seq - b.seq)) {
    const refuse = (fault: RunFault): RunOutcome => ({ taken, signedAnew, refused: { seq: row.seq, fault } });
    const before = row.seq > head + 1 ? undefined : chainAt(row.seq - 1);
    if (before === undefined) return refuse('gap');
    const chain = nextChain(before, directiveHash(row.line));
    const known = row.seq <= head ? chainAt(row.seq) : chain;
    if (known !== chain) return refuse('fork');
    const place = held.at(row.seq);
    if (place?.signer === row.signer && place.signature === row.signature) continue;
    const key = keyOf(row.signer);
    if (!key) return refuse('signer');
    if (!verifyDownHead(key, { ...log, seq: row.seq, chain }, row.signature)) return refuse('signature');
    if (row.seq <= held.seq) signedAnew.push(row);
    else if (row.seq > head) {
      taken.push({ ...row, chain });
      head = row.seq;
    }
  }
  return { taken, signedAnew };
}
