import type { KeyObject } from 'node:crypto';
import { digest } from '../digest.js';
import { signText, verifyText } from '../keys.js';

/** Where an audit trail stands: the last entry's number (0 for an empty one) and the chain there. */
export interface TrailPlace {
  readonly seq: number;
  readonly chain: string;
}

/** The place of one node's trail. A node has one trail, for as long as it has its database. */
export interface TrailHead extends TrailPlace {
  readonly unit: string;
}

/** The chain before the first entry: bound to the node, so that equal entries of two nodes never look alike. */
export function trailGenesis(unit: string): string {
  return digest(`silian-audit-trail/1\n${unit}`);
}

function headText({ unit, seq, chain }: TrailHead): string {
  return `silian-audit-head/1\n${unit}\n${seq}\n${chain}`;
}

export function signTrailHead(key: KeyObject, head: TrailHead): string {
  return signText(key, headText(head));
}

export function verifyTrailHead(key: KeyObject, head: TrailHead, signature: string): boolean {
  return verifyText(key, headText(head), signature);
}
