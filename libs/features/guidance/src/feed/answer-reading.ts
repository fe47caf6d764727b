import {
  DOWN_PAGE_ROWS_MAX,
  isDigest,
  isDirectiveLine,
  isDownLogId,
  isSignature,
  readCertificateChain,
  type CertificateChain,
  type DownLogId,
  type SignedDirective,
} from '#core/protocol';
import { LinkError } from '#features/nodes';

/** More certificates than a branch has tiers, also while they are being renewed. */
export const CERTIFICATES_MAX = 32;

const FEED = /^[0-9a-f-]{36}$/;

export type ToldDirective = DownLogId & SignedDirective;

export interface DownAnswer {
  readonly feed: string;
  readonly cursor: number;
  readonly more: boolean;
  readonly directives: readonly ToldDirective[];
  readonly certificates: readonly CertificateChain[];
}

/** Reads a page of the parent's feed; what is not of its shape fails as a whole. */
export function readDownAnswer(value: unknown): DownAnswer {
  const { feed, cursor, more, directives, certificates } = (value ?? {}) as Partial<
    Record<keyof DownAnswer, unknown>
  >;
  if (typeof feed !== 'string' || !FEED.test(feed)) throw unreadable('feed');
  if (!isCounter(cursor) || typeof more !== 'boolean') throw unreadable('cursor');
  if (!Array.isArray(directives) || directives.length > DOWN_PAGE_ROWS_MAX || !directives.every(isTold))
    throw unreadable('directives');
  if (!Array.isArray(certificates) || certificates.length > CERTIFICATES_MAX)
    throw unreadable('certificates');
  return {
    feed,
    cursor,
    more,
    directives: directives.map(({ issuer, epoch, addressee, seq, line, signer, signature }) => ({
      ...{ issuer, epoch, addressee, seq, line, signer, signature },
    })),
    certificates: certificates.flatMap((item) => {
      const chain = readCertificateChain(item);
      return chain ? [chain] : [];
    }),
  };
}

function isTold(value: unknown): value is ToldDirective {
  const told = (value ?? {}) as Partial<Record<keyof ToldDirective, unknown>>;
  const { seq, line, signer, signature } = told;
  return (
    isDownLogId(told) &&
    isCounter(seq) &&
    seq > 0 &&
    isDirectiveLine(line) &&
    isDigest(signer) &&
    isSignature(signature)
  );
}

function isCounter(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function unreadable(part: string): LinkError {
  return new LinkError(`answer_unreadable:${part}`);
}
