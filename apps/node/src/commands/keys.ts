import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { readPrivateKey } from '#core/protocol';
import { readKeysConfig, readProgram, type PassphraseSource } from '#platform/config';
import { keyFilesOf, nodeKeyFile, openKeyStore, rewriteKeys, type KeyStore } from '#platform/identity';
import type { CommandLine } from './command-line.js';
import { printJson } from './files.js';

/** Seals, opens or seals anew the key files that the environment names, as it does for `serve`. */
export async function keys(line: CommandLine): Promise<void> {
  const [action] = line.words;
  const config = readKeysConfig();
  if (action !== 'seal' && action !== 'open' && action !== 'change')
    return line.refuse('keys seal, keys open or keys change');
  if (!config.keysPassphrase) line.refuse('KEYS_PASSPHRASE_FILE or KEYS_PASSPHRASE_COMMAND is needed');
  const next = action === 'change' ? newPassphrase(line) : undefined;
  const from = await openKeyStore(config.keysPassphrase);
  const to = action === 'seal' ? from : await openKeyStore(next);
  const files = keyFilesOf(config, from);
  if (files.length === 0)
    return line.refuse('no key lies where DATA_DIR, NODE_KEY_FILE and SECRETS_KEY_FILE say');
  const changed = rewriteKeys(files, from, to, new Date());
  printJson({
    changed: changed.map(({ path }) => path),
    unchanged: files.filter((file) => !changed.includes(file)).map(({ path }) => path),
  });
}

function newPassphrase(line: CommandLine): PassphraseSource {
  const [file, command] = [line.optional('new-file'), line.optional('new-command')];
  if ((file === undefined) === (command === undefined))
    return line.refuse('either --new-file or --new-command is needed');
  if (file !== undefined) return { setting: '--new-file', file: resolve(file) };
  const program = readProgram(command ?? '');
  if (!program)
    return line.refuse('--new-command is a program and its arguments, without what only a shell understands');
  return { setting: '--new-command', program };
}

/** The door to key files for commands that are configured with no more than their options. */
export function configuredKeys(): Promise<KeyStore> {
  return openKeyStore(readKeysConfig().keysPassphrase);
}

/** The private key in a file that an option names; undefined where it holds none. */
export async function readNodeKey(path: string): Promise<KeyObject | undefined> {
  return readPrivateKey((await configuredKeys()).read(nodeKeyFile(path)).toString());
}
