import type { KeyObject } from 'node:crypto';
import { canonicalJson } from '#core/kernel';
import { nextChain } from '../chain.js';
import { digest } from '../digest.js';
import { signTrailHead, type TrailHead } from './trail-head.js';

/** One thing that somebody did, or was refused. Every member is hashed as it is stored. */
export interface TrailEntry {
  /** RFC 3339 in UTC with milliseconds. */
  readonly at: string;
  readonly who: string;
  readonly roles: readonly string[];
  /** Whose subtree the caller may act in; null for somebody who is not known. */
  readonly callerUnit: string | null;
  readonly action: string;
  readonly subjectType: string | null;
  readonly subjectIds: readonly string[];
  /** The unit that it concerns. */
  readonly unit: string;
  readonly purpose: string | null;
  readonly outcome: 'done' | 'refused';
  /** Why it was refused. */
  readonly code: string | null;
  readonly address: string | null;
  /** Canonical JSON, as a text: it is hashed character for character. */
  readonly details: string;
}

/** An entry in its place of the trail. The last one of each transaction is signed. */
export interface SignedTrailEntry extends TrailEntry {
  readonly seq: number;
  readonly chain: string;
  readonly signer: string | null;
  readonly signature: string | null;
}

export function trailEntryHash(seq: number, entry: TrailEntry): string {
  // Named one by one: what else stands beside an entry is not part of it.
  const line = canonicalJson({
    seq,
    at: entry.at,
    who: entry.who,
    roles: entry.roles,
    callerUnit: entry.callerUnit,
    action: entry.action,
    subjectType: entry.subjectType,
    subjectIds: entry.subjectIds,
    unit: entry.unit,
    purpose: entry.purpose,
    outcome: entry.outcome,
    code: entry.code,
    address: entry.address,
    details: entry.details,
  });
  return digest(`silian-audit/1\n${line}`);
}

/** Numbers and chains entries behind a place of a trail, and signs behind the last one: no end is ever unsigned. */
export function sealTrail(
  head: TrailHead,
  entries: readonly TrailEntry[],
  { key, fingerprint: signer }: { readonly key: KeyObject; readonly fingerprint: string },
): SignedTrailEntry[] {
  let { seq, chain } = head;
  return entries.map((entry, index) => {
    seq += 1;
    chain = nextChain(chain, trailEntryHash(seq, entry));
    const signed =
      index === entries.length - 1
        ? { signer, signature: signTrailHead(key, { unit: head.unit, seq, chain }) }
        : { signer: null, signature: null };
    return { ...entry, seq, chain, ...signed };
  });
}
