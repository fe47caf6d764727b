import type { KeyObject } from 'node:crypto';
import { fingerprint, type CertificateChain } from '../certificate.js';
import { signText } from '../keys.js';
import { BUNDLE_CHUNK_BYTES_MAX, BUNDLE_CHUNKS_MAX } from '../limits.js';
import { RunningDigest } from '../running-digest.js';
import { BundleCipher } from './bundle-cipher.js';
import { BundleFault } from './bundle-fault.js';
import {
  BUNDLE_MAGIC,
  BUNDLE_VERSION,
  headerLine,
  type BundleHeader,
  type BundleKind,
} from './bundle-header.js';
import { bundleBeginning, bundleText } from './bundle-digest.js';
import { newX25519Key, x25519Bytes, x25519Key } from './x25519.js';

export interface BundleRequest {
  readonly kind: BundleKind;
  readonly id: string;
  readonly madeAt: Date;
  /** The node that signs, with its private key and its certificates. */
  readonly sender: { readonly unit: string; readonly key: KeyObject; readonly chain: CertificateChain };
  /** The node that alone can read it, with its public key. */
  readonly receiver: { readonly unit: string; readonly fingerprint: string; readonly key: KeyObject };
}

/** Makes a bundle piece by piece: `begin`, then a `chunk` for each text, then `end`. Holds one chunk at most. */
export class BundleWriter {
  private readonly cipher: BundleCipher;
  private readonly running: RunningDigest;
  private readonly header: string;

  /** `ephemeral` is given only where a bundle has to be made again to the byte, and never serves two. */
  constructor(
    private readonly request: BundleRequest,
    ephemeral: KeyObject = newX25519Key(),
  ) {
    this.header = headerLine(headerOf(request, x25519Bytes(ephemeral).toString('base64url')));
    this.running = new RunningDigest(bundleBeginning(this.header));
    const keys = { ephemeral, receiver: x25519Key(request.receiver.key) };
    const cipher = BundleCipher.derive(ephemeral, keys, bundleBeginning(this.running.current));
    if (!cipher) throw new BundleFault('receiver', 'header');
    this.cipher = cipher;
  }

  begin(): Buffer {
    return Buffer.from(`${BUNDLE_MAGIC}${BUNDLE_VERSION}\n${this.header}\n`);
  }

  chunk(text: string): Buffer {
    if (Buffer.byteLength(text) > BUNDLE_CHUNK_BYTES_MAX) throw new RangeError('the chunk is too large');
    if (this.running.count >= BUNDLE_CHUNKS_MAX) throw new RangeError('the bundle has too many chunks');
    this.running.take(text);
    return this.cipher.seal(text, false);
  }

  end(): Buffer {
    return this.cipher.seal(signText(this.request.sender.key, bundleText(this.running)), true);
  }
}

function headerOf({ kind, id, madeAt, sender, receiver }: BundleRequest, ephemeral: string): BundleHeader {
  const [own] = sender.chain;
  if (!own) throw new TypeError('the sender has no certificate');
  return {
    kind,
    id,
    madeAt: madeAt.toISOString(),
    sender: { unit: sender.unit, fingerprint: fingerprint(own) },
    receiver: { unit: receiver.unit, fingerprint: receiver.fingerprint },
    certificates: sender.chain,
    ephemeral,
  };
}
