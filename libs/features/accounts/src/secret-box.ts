import { createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { KEY_BYTES, KeyStore, openBox, sealBox, secretsKeyFile, type KeyFile } from '#platform/identity';

/** Encrypts the few secrets that have to be readable again, with a key that lies beside the database and not in it. */
@Injectable()
export class SecretBox {
  private held: Buffer | undefined;

  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(KeyStore) private readonly keys: KeyStore,
  ) {}

  /** `about` has to be the same again when it is opened: a secret cannot be put in the place of another one. */
  seal(secret: Buffer, about: string): Buffer {
    return sealBox(this.key(), secret, about);
  }

  /** undefined where it was sealed with another key or about something else, and where the key itself cannot be read. */
  open(box: Buffer, about: string): Buffer | undefined {
    try {
      return openBox(this.key(), box, about);
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
    this.held ??= readOrMake(this.keys, this.config.secretsKeyFile);
    return this.held;
  }
}

function readOrMake(keys: KeyStore, path: string): Buffer {
  const file = secretsKeyFile(path);
  try {
    makeWhereMissing(keys, file);
    const key = Buffer.from(keys.read(file).toString().trim(), 'base64');
    if (key.length === KEY_BYTES) return key;
  } catch (error) {
    // Whoever was signing in is not told where this node's files lie; the log is.
    throw new Error('the key of the secrets cannot be read', { cause: error });
  }
  throw new Error(`${path} does not hold a key of ${KEY_BYTES} bytes`);
}

/** Two processes of one node may begin at once: the one that comes second reads what the first one wrote. */
function makeWhereMissing(keys: KeyStore, file: KeyFile): void {
  try {
    keys.create(file, randomBytes(KEY_BYTES).toString('base64'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
