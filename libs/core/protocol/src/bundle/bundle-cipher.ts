import { createCipheriv, createDecipheriv, hkdfSync, type KeyObject } from 'node:crypto';
import { sharedSecret, x25519Bytes } from './x25519.js';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
const TAG = { authTagLength: TAG_BYTES };

/** Before each chunk: 0 or, for the last one, 1, and the length of what follows. */
export const PREFIX_BYTES = 5;

/**
 * AES-256-GCM chunk by chunk (STREAM): the nonce counts the chunks and says which one is the last, so that none can be
 * left out, moved, doubled or added, and what is cut off at the end is missed. The key serves one bundle only.
 */
export class BundleCipher {
  private counter = 0;

  private constructor(private readonly key: Buffer) {}

  /**
   * `own` is the ephemeral private key at the sender, the node's at the receiver; `ephemeral` and `receiver` are the
   * public ones. `context` binds the key to the header. Undefined where a key is no proper one.
   */
  static derive(
    own: KeyObject,
    keys: { readonly ephemeral: KeyObject; readonly receiver: KeyObject },
    context: string,
  ): BundleCipher | undefined {
    const other = x25519Bytes(own).equals(x25519Bytes(keys.ephemeral)) ? keys.receiver : keys.ephemeral;
    const secret = sharedSecret(own, other);
    if (!secret) return undefined;
    const salt = Buffer.concat([x25519Bytes(keys.ephemeral), x25519Bytes(keys.receiver)]);
    return new BundleCipher(Buffer.from(hkdfSync('sha256', secret, salt, context, KEY_BYTES)));
  }

  /** A chunk with its prefix. */
  seal(text: string, last: boolean): Buffer {
    const cipher = createCipheriv(ALGORITHM, this.key, this.nextNonce(last), TAG);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.writeUInt8(last ? 1 : 0, 0);
    prefix.writeUInt32BE(sealed.length, 1);
    return Buffer.concat([prefix, sealed]);
  }

  /** What a chunk holds, without its prefix; undefined where it is not the next one, or not as it was sealed. */
  open(sealed: Buffer, last: boolean): Buffer | undefined {
    const decipher = createDecipheriv(ALGORITHM, this.key, this.nextNonce(last), TAG);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const opened = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
    try {
      decipher.final();
      return opened;
    } catch {
      return undefined;
    }
  }

  private nextNonce(last: boolean): Buffer {
    const nonce = Buffer.alloc(NONCE_BYTES);
    nonce.writeUInt32BE(this.counter, NONCE_BYTES - 5);
    nonce.writeUInt8(last ? 1 : 0, NONCE_BYTES - 1);
    this.counter += 1;
    return nonce;
  }
}
