import type { RunningDigest } from '../running-digest.js';

/** Where a bundle's digest begins, and what its key is bound to. */
export function bundleBeginning(header: string): string {
  return `silian-bundle/1\n${header}`;
}

/** What the sender signs at the end. */
export function bundleText({ count, current }: RunningDigest): string {
  return `silian-bundle/1\n${count}\n${current}`;
}
