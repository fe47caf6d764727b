import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';

const [KEY_BYTES, NONCE_BYTES, TAG_BYTES] = [32, 12, 16];

/** Encrypts the few secrets that have to be readable again, with a key that lies beside the database and not in it. */
@Injectable()
export class SecretBox {
  private held: Buffer | undefined;

  constructor(@Inject(NODE_CONFIG) private readonly config: NodeConfig) {}

  /** `about` has to be the same again when it is opened: a secret cannot be put in the place of another one. */
  seal(secret: Buffer, about: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key(), nonce).setAAD(Buffer.from(about));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** undefined where it was sealed with another key or about something else. */
  open(box: Buffer, about: string): Buffer | undefined {
    const nonce = box.subarray(0, NONCE_BYTES);
    const tag = box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key(), nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(about)).setAuthTag(tag);
      return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  /** A text that only this node can make of that text. */
  mark(text: string): string {
    return createHmac('sha256', this.key()).update(text).digest('base64url');
  }

  /** Made with the first secret: a node without any needs no key. */
  private key(): Buffer {
    this.held ??= readOrMake(this.config.secretsKeyFile);
    return this.held;
  }
}

function readOrMake(file: string): Buffer {
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Two processes of one node may begin at once: the one that comes second reads what the first one wrote.
    writeFileSync(file, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== KEY_BYTES) throw new Error(`${file} does not hold a key of ${KEY_BYTES} bytes`);
  return key;
}
