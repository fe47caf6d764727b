import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SilianError, type ErrorCode } from '#core/kernel';
import type { PassphraseSource } from '#platform/config';
import { askPassphrase } from './passphrase.js';
import { PassphraseSeal, type SealFault } from './passphrase-seal.js';
import { writeThrough } from './whole-file.js';

/** A file that holds a key, and what the key is for. */
export interface KeyFile {
  readonly path: string;
  readonly purpose: 'node-key' | 'secrets-key';
}

const CODES: Readonly<Record<SealFault, ErrorCode>> = {
  version: 'key_file_version',
  passphrase: 'keys_passphrase_wrong',
  damaged: 'key_file_damaged',
};

/** The one door to files that hold keys: sealed where a passphrase is configured, as they are where there is none. */
export class KeyStore {
  constructor(private readonly seal?: PassphraseSeal) {}

  /** What the file holds, whether it is sealed or not. Throws what reading files throws, too. */
  read({ path, purpose }: KeyFile): Buffer {
    const content = readFileSync(path);
    if (!PassphraseSeal.isSealed(content)) return content;
    if (!this.seal) throw new SilianError('keys_passphrase_needed', { file: path });
    const opened = this.seal.open(content, purpose);
    if (Buffer.isBuffer(opened)) return opened;
    throw new SilianError(CODES[opened], { file: path });
  }

  /** How a secret lies in a file. */
  asStored(secret: Buffer | string, purpose: KeyFile['purpose']): Buffer {
    const bytes = Buffer.from(secret);
    return this.seal ? this.seal.seal(bytes, purpose) : bytes;
  }

  /** Whether the file lies there as this store would write it. */
  keeps({ path, purpose }: KeyFile): boolean {
    const content = readFileSync(path);
    const isSealed = PassphraseSeal.isSealed(content);
    return this.seal ? isSealed && Buffer.isBuffer(this.seal.open(content, purpose)) : !isSealed;
  }

  /** Makes the file; throws EEXIST where it is there. */
  create({ path, purpose }: KeyFile, secret: Buffer | string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeThrough(path, this.asStored(secret, purpose), 0o600);
  }
}

export async function openKeyStore(passphrase: PassphraseSource | undefined): Promise<KeyStore> {
  return new KeyStore(passphrase && new PassphraseSeal(await askPassphrase(passphrase)));
}
