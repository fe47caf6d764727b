import { canonicalJson, unitLevel, type Json } from '#core/kernel';
import { readCertificateChain, type CertificateChain } from '../certificate.js';
import { isDigest } from '../digest.js';
import { isInstant } from '../instant.js';
import { BundleFault } from './bundle-fault.js';
import { readX25519Key } from './x25519.js';

/** `up` carries frames to the parent, `ack` the parent's answers back. */
export type BundleKind = 'up' | 'ack';

/** A node as a bundle names it. */
export interface BundleParty {
  readonly unit: string;
  readonly fingerprint: string;
}

export interface BundleHeader {
  readonly kind: BundleKind;
  /** An acknowledgement has the id of the bundle that it answers. */
  readonly id: string;
  readonly madeAt: string;
  readonly sender: BundleParty;
  readonly receiver: BundleParty;
  /** The sender's, up to the root. */
  readonly certificates: CertificateChain;
  /** X25519 key that was made for this bundle, as base64url. */
  readonly ephemeral: string;
}

export const BUNDLE_VERSION = 1;
export const BUNDLE_MAGIC = 'silian-bundle/';

export function headerLine(header: BundleHeader): string {
  return canonicalJson(header as unknown as Json);
}

const FIRST_LINE = /^silian-bundle\/(\d{1,9})$/;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function checkFirstLine(line: string): void {
  const version = FIRST_LINE.exec(line)?.[1];
  if (version === undefined) throw new BundleFault('malformed', 'header');
  if (version !== String(BUNDLE_VERSION)) throw new BundleFault('version', 'header');
}

/** Reads the header's line. Whether it is true, the signature at the end of the bundle says. */
export function readHeader(line: string): BundleHeader {
  const { kind, id, madeAt, sender, receiver, certificates, ephemeral } = parse(line);
  const chain = readCertificateChain(certificates);
  const sound =
    (kind === 'up' || kind === 'ack') &&
    typeof id === 'string' &&
    ID.test(id) &&
    isInstant(madeAt) &&
    isParty(sender) &&
    isParty(receiver) &&
    chain !== undefined &&
    readX25519Key(ephemeral) !== undefined;
  if (!sound) throw new BundleFault('malformed', 'header');
  return { kind, id, madeAt, sender, receiver, certificates: chain, ephemeral: String(ephemeral) };
}

function parse(line: string): Partial<Record<string, unknown>> {
  try {
    return (JSON.parse(line) ?? {}) as Partial<Record<string, unknown>>;
  } catch {
    throw new BundleFault('malformed', 'header');
  }
}

function isParty(value: unknown): value is BundleParty {
  const party = value as Partial<BundleParty> | null | undefined;
  return (
    typeof party?.unit === 'string' && unitLevel(party.unit) !== undefined && isDigest(party.fingerprint)
  );
}
