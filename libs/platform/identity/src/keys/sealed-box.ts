import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
/** Of the keys that seal. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG = { authTagLength: 16 };

/** Encrypts one secret. `about` has to be the same again when it is opened: none can be put in the place of another. */
export function sealBox(key: Buffer, secret: Buffer, about: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, TAG).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** undefined where it was sealed with another key or about something else, or is not as it was. */
export function openBox(key: Buffer, box: Buffer, about: string): Buffer | undefined {
  const nonce = box.subarray(0, NONCE_BYTES);
  const tag = box.subarray(NONCE_BYTES, NONCE_BYTES + TAG.authTagLength);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, TAG).setAAD(Buffer.from(about)).setAuthTag(tag);
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES + tag.length)), decipher.final()]);
  } catch {
    return undefined;
  }
}
