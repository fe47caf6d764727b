import { existsSync } from 'node:fs';
import { SilianError } from '#core/kernel';
import type { KeysConfig } from '#platform/config';
import type { KeyFile, KeyStore } from './key-store.js';
import { nextKeyFile, nodeKeyFile } from './pair-files.js';
import { replaceFile, sweepParts } from './whole-file.js';

/** Files that a node cannot write lie where the operator has put them: on a read-only or mounted place, or as another user's. */
const UNWRITABLE = ['EROFS', 'EACCES', 'EPERM', 'EBUSY'];

export function secretsKeyFile(path: string): KeyFile {
  return { path, purpose: 'secrets-key' };
}

/**
 * The key files of a node that are there. A next key that does not open is the rest of a write that was cut off: it is left where it
 * lies until the next one takes its place.
 */
export function keyFilesOf({ identity, secretsKeyFile: secrets }: KeysConfig, keys: KeyStore): KeyFile[] {
  const next = nextKeyFile(identity.keyFile);
  const kept = [nodeKeyFile(identity.keyFile), secretsKeyFile(secrets)].filter(({ path }) =>
    existsSync(path),
  );
  return existsSync(next.path) && opens(keys, next) ? [...kept, next] : kept;
}

function opens(keys: KeyStore, file: KeyFile): boolean {
  try {
    keys.read(file);
    return true;
  } catch (error) {
    if (error instanceof SilianError) return false;
    throw error;
  }
}

/**
 * Writes key files anew as `to` keeps them, and gives those that were not so before. All are read before one is written, so that a wrong
 * passphrase changes nothing; where it is interrupted, it may be done again, since a file that `to` keeps already is left as it is.
 */
export function rewriteKeys(files: readonly KeyFile[], from: KeyStore, to: KeyStore, now: Date): KeyFile[] {
  const due = files.filter((file) => !to.keeps(file)).map((file) => ({ file, secret: from.read(file) }));
  for (const { path } of files) sweepParts(path, now);
  for (const { file, secret } of due) replace(file, to.asStored(secret, file.purpose));
  return due.map(({ file }) => file);
}

function replace({ path }: KeyFile, content: Buffer): void {
  try {
    replaceFile(path, content);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!UNWRITABLE.includes(code)) throw error;
    throw new SilianError('key_file_unwritable', { file: path, reason: code }, undefined, { cause: error });
  }
}
