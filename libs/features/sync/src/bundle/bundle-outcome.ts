import type { BundleHeader, LogId, VerifiedSigner } from '#core/protocol';

/** A bundle that was read to its signature and found whole. */
export interface CheckedBundle {
  readonly header: BundleHeader;
  readonly sender: VerifiedSigner;
  readonly bytes: number;
  readonly digest: string;
}

/** What an operator is told about a bundle: one line of JSON. */
export interface BundleCounts {
  readonly bundle: string;
  readonly frames: number;
  readonly logs: number;
  readonly entries: number;
  readonly bytes: number;
}

export interface ExportOutcome extends BundleCounts {
  readonly kind: 'up';
  readonly to: string;
  /** What did not fit: export again once this bundle is acknowledged, or with more bytes. */
  readonly remaining: { readonly logs: number; readonly entries: number };
  /** Logs that cannot be sent at all, since no checkpoint covers them. */
  readonly stuck: number;
}

/** A log of which nothing was taken, or not all. */
export type RefusedLog = LogId & { readonly code: string };

/** Entries that an earlier bundle must bring before this one can go on. */
export type MissingEntries = LogId & { readonly from: number; readonly to: number };

export interface ImportOutcome extends BundleCounts {
  readonly kind: 'up' | 'ack';
  readonly from: string;
  /** Refused logs, and the first of them by name. */
  readonly refused: number;
  readonly refusals: readonly RefusedLog[];
  /** Entries that were taken and not counted. */
  readonly quarantined: number;
  readonly missing: readonly MissingEntries[];
}

/** Logs that an outcome names; more of them are only counted. */
export const NAMED_LOGS_MAX = 20;
