import { resolve } from 'node:path';
import { KeysEnvironment, PROGRAM } from './keys-environment.js';
import { nodeFiles } from './paired-parent.js';
import { validated, withoutEmpty } from './validated.js';

/** Where the passphrase of the key files comes from; `setting` is how an operator knows the source. */
export type PassphraseSource = { readonly setting: string } & (
  { readonly file: string } | { readonly program: readonly string[] }
);

/** Where a node's keys lie, and what opens them. */
export interface KeysConfig {
  readonly identity: { readonly keyFile: string };
  readonly secretsKeyFile: string;
  /** Without it the keys lie open, readable for the node's user only. */
  readonly keysPassphrase: PassphraseSource | undefined;
}

/** The part of a node's configuration that its keys need, for commands that need no more. */
export function readKeysConfig(variables: NodeJS.ProcessEnv = process.env): KeysConfig {
  return keysConfigOf(validated(KeysEnvironment, withoutEmpty(variables)));
}

export function keysConfigOf(environment: KeysEnvironment): KeysConfig {
  const { DATA_DIR, NODE_KEY_FILE, SECRETS_KEY_FILE } = environment;
  return {
    identity: { keyFile: NODE_KEY_FILE === undefined ? nodeFiles(DATA_DIR).keyFile : resolve(NODE_KEY_FILE) },
    secretsKeyFile: resolve(SECRETS_KEY_FILE ?? `${DATA_DIR}/secrets.key`),
    keysPassphrase: passphraseSourceOf(environment),
  };
}

function passphraseSourceOf(environment: KeysEnvironment): PassphraseSource | undefined {
  const { KEYS_PASSPHRASE_FILE: file, KEYS_PASSPHRASE_COMMAND: command } = environment;
  if (file !== undefined) return { setting: 'KEYS_PASSPHRASE_FILE', file: resolve(file) };
  const program = command === undefined ? undefined : readProgram(command);
  return program && { setting: 'KEYS_PASSPHRASE_COMMAND', program };
}

/** A program and its arguments; undefined where the text takes a shell. */
export function readProgram(text: string): readonly string[] | undefined {
  return PROGRAM.test(text) ? text.trim().split(/\s+/) : undefined;
}
