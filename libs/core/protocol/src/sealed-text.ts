import type { KeyObject } from 'node:crypto';
import { BundleCipher, PREFIX_BYTES } from './bundle/bundle-cipher.js';
import { newX25519Key, readX25519Key, x25519Bytes, x25519Key } from './bundle/x25519.js';

const KEY_BYTES = 32;

/**
 * Seals a text to the holder of an Ed25519 key, as bundles are sealed: 32 bytes of an ephemeral X25519 key, then one chunk of
 * AES-256-GCM, as base64url. `context` has to be the same again when it is opened. Undefined where the key is no proper one.
 */
export function sealTextTo(receiver: KeyObject, text: string, context: string): string | undefined {
  const ephemeral = newX25519Key();
  const keys = { ephemeral, receiver: x25519Key(receiver) };
  const sealed = BundleCipher.derive(ephemeral, keys, context)?.seal(text, true);
  if (!sealed) return undefined;
  return Buffer.concat([x25519Bytes(ephemeral), sealed.subarray(PREFIX_BYTES)]).toString('base64url');
}

/** What was sealed to this key; undefined where it was sealed to another one, about something else, or altered. */
export function openSealedText(own: KeyObject, sealed: unknown, context: string): string | undefined {
  if (typeof sealed !== 'string') return undefined;
  const bytes = Buffer.from(sealed, 'base64url');
  const ephemeral = readX25519Key(bytes.subarray(0, KEY_BYTES).toString('base64url'));
  if (!ephemeral) return undefined;
  const key = x25519Key(own);
  const cipher = BundleCipher.derive(key, { ephemeral, receiver: key }, context);
  try {
    return cipher?.open(bytes.subarray(KEY_BYTES), true)?.toString('utf8');
  } catch {
    // Shorter than its own tag.
    return undefined;
  }
}
