import { createPublicKey, type KeyObject } from 'node:crypto';
import { isWithin } from '#core/kernel';
import { ByteSource, readUtf8 } from '../byte-source.js';
import { verifyChain, type VerifiedSigner } from '../certificate.js';
import { verifyText } from '../keys.js';
import { BUNDLE_CHUNK_BYTES_MAX, BUNDLE_CHUNKS_MAX, BUNDLE_HEADER_BYTES_MAX } from '../limits.js';
import { RunningDigest } from '../running-digest.js';
import { BundleCipher, PREFIX_BYTES, TAG_BYTES } from './bundle-cipher.js';
import { BundleFault } from './bundle-fault.js';
import { checkFirstLine, readHeader, type BundleHeader, type BundleKind } from './bundle-header.js';
import { bundleBeginning, bundleText } from './bundle-digest.js';
import { readX25519Key, x25519Key } from './x25519.js';

/** The node that reads: a bundle for anybody else is refused. */
export interface BundleReceiver {
  readonly unit: string;
  readonly fingerprint: string;
  readonly key: KeyObject;
  readonly trustRoot: string;
}

export interface OpenBundle {
  readonly header: BundleHeader;
  readonly sender: VerifiedSigner;
  /**
   * The texts in order, once. They are what the sender wrote only if all of them come without a fault: the signature
   * stands at the end.
   */
  readonly chunks: AsyncGenerator<string, void, undefined>;
}

/**
 * Opens a bundle; throws a BundleFault for the first rule that is broken. `at` is the moment at which the sender's
 * certificates must hold: now, or for an auditor when the bundle was made, which is where it is not given.
 */
export async function openBundle(
  bytes: AsyncIterable<Uint8Array>,
  receiver: BundleReceiver,
  expected: { readonly kind?: BundleKind; readonly at?: Date } = {},
): Promise<OpenBundle> {
  const source = new ByteSource(bytes);
  checkFirstLine(await readLine(source, FIRST_LINE_BYTES_MAX));
  const line = await readLine(source, BUNDLE_HEADER_BYTES_MAX);
  const header = readHeader(line);
  if (expected.kind && header.kind !== expected.kind) throw new BundleFault('kind', 'header');
  const { unit, fingerprint } = header.receiver;
  if (unit !== receiver.unit || fingerprint !== receiver.fingerprint)
    throw new BundleFault('receiver', 'header');
  const sender = verifySender(header, receiver.trustRoot, expected.at ?? new Date(header.madeAt));
  const running = new RunningDigest(bundleBeginning(line));
  const cipher = deriveCipher(header, receiver.key, running.current);
  return { header, sender, chunks: readChunks(source, cipher, running, sender) };
}

const FIRST_LINE_BYTES_MAX = 64;

async function readLine(source: ByteSource, bytesMax: number): Promise<string> {
  const line = await source.line(bytesMax);
  if (line === 'end') throw new BundleFault('truncated', 'header');
  const text = line === 'long' ? undefined : readUtf8(line);
  if (text === undefined) throw new BundleFault('malformed', 'header');
  return text;
}

/** Frames come from below, answers from above. */
function verifySender(header: BundleHeader, trustRoot: string, at: Date): VerifiedSigner {
  const { kind, sender, receiver, certificates } = header;
  const outcome = verifyChain(certificates, trustRoot, at);
  if (!('signer' in outcome)) throw new BundleFault('sender', `certificate: ${outcome.fault}`);
  const { signer } = outcome;
  const named = signer.fingerprint === sender.fingerprint && signer.unit === sender.unit;
  const [below, above] = kind === 'up' ? [sender, receiver] : [receiver, sender];
  if (!named || below.unit === above.unit || !isWithin(below.unit, above.unit)) {
    throw new BundleFault('sender', 'header');
  }
  return signer;
}

function deriveCipher(header: BundleHeader, key: KeyObject, beginning: string): BundleCipher {
  const own = x25519Key(key);
  const ephemeral = readX25519Key(header.ephemeral);
  const receiver = x25519Key(createPublicKey(key));
  const cipher = ephemeral && BundleCipher.derive(own, { ephemeral, receiver }, bundleBeginning(beginning));
  if (!cipher) throw new BundleFault('malformed', 'header');
  return cipher;
}

async function* readChunks(
  source: ByteSource,
  cipher: BundleCipher,
  running: RunningDigest,
  sender: VerifiedSigner,
): AsyncGenerator<string, void, undefined> {
  for (;;) {
    const place = `chunk ${running.count + 1}`;
    const { text, last } = await readChunk(source, cipher, place);
    if (last) {
      if (!verifyText(sender.key, bundleText(running), text)) throw new BundleFault('altered', 'signature');
      if (!(await source.atEnd())) throw new BundleFault('altered', 'end');
      return;
    }
    if (running.count >= BUNDLE_CHUNKS_MAX) throw new BundleFault('malformed', place);
    running.take(text);
    yield text;
  }
}

async function readChunk(
  source: ByteSource,
  cipher: BundleCipher,
  place: string,
): Promise<{ text: string; last: boolean }> {
  const prefix = await source.take(PREFIX_BYTES);
  if (!prefix) throw new BundleFault('truncated', place);
  const [flag, length] = [prefix.readUInt8(0), prefix.readUInt32BE(1)];
  const possible = flag <= 1 && length >= TAG_BYTES && length <= BUNDLE_CHUNK_BYTES_MAX + TAG_BYTES;
  if (!possible) throw new BundleFault('altered', place);
  const sealed = await source.take(length);
  if (!sealed) throw new BundleFault('truncated', place);
  const opened = cipher.open(sealed, flag === 1);
  if (!opened) throw new BundleFault('altered', place);
  const text = readUtf8(opened);
  if (text === undefined) throw new BundleFault('malformed', place);
  return { text, last: flag === 1 };
}
