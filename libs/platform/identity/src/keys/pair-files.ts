import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SilianError } from '#core/kernel';
import {
  privateKeyPem,
  publicKeyText,
  readCertificateChain,
  readPrivateKey,
  type CertificateChain,
} from '#core/protocol';
import { ConfigError } from '#platform/config';
import type { KeyFile, KeyStore } from './key-store.js';
import { writeThrough } from './whole-file.js';

/** A key and the certificate that belongs to it. */
export interface PairFiles {
  readonly keyFile: string;
  readonly certificateFile: string;
}

/** A file is written under this name first. */
const NEXT = '.next';

export function nodeKeyFile(path: string): KeyFile {
  return { path, purpose: 'node-key' };
}

/** Where a key lies that is about to take the place of the node's. */
export function nextKeyFile(path: string): KeyFile {
  return nodeKeyFile(path + NEXT);
}

export function writePrivateKey(keys: KeyStore, file: string, key: KeyObject): void {
  keys.create(nodeKeyFile(file), privateKeyPem(key));
}

export function readKeyFile(keys: KeyStore, file: string): KeyObject {
  const key = readPrivateKey(readPem(keys, file));
  if (!key) throw new ConfigError(['NODE_KEY_FILE must hold an Ed25519 private key']);
  return key;
}

function readPem(keys: KeyStore, file: string): string {
  try {
    return keys.read(nodeKeyFile(file)).toString();
  } catch (error) {
    if (error instanceof SilianError) throw error;
    throw new ConfigError(['NODE_KEY_FILE must name a readable PEM file; make one with the command keygen']);
  }
}

export function readChainFile(file: string): CertificateChain {
  const chain = readCertificateChain(readJson(file));
  if (!chain) throw new ConfigError(['NODE_CERTIFICATE_FILE must name a readable certificate chain']);
  return chain;
}

export function writeChain(file: string, chain: CertificateChain): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(chain), { mode: 0o644 });
}

/**
 * Replaces key and certificate. Both are on disk before either takes its place, and the certificate goes first: where
 * the power fails in between, the new key still lies beside it and `completePair` ends the work.
 */
export function replacePair(
  keys: KeyStore,
  { keyFile, certificateFile }: PairFiles,
  key: KeyObject,
  chain: CertificateChain,
): void {
  // Where the passphrase was changed under a process that still has the old one, its key would not open any more.
  if (existsSync(keyFile)) keys.read(nodeKeyFile(keyFile));
  mkdirSync(dirname(keyFile), { recursive: true });
  mkdirSync(dirname(certificateFile), { recursive: true });
  const next = nextKeyFile(keyFile);
  writeAnew(next.path, keys.asStored(privateKeyPem(key), next.purpose), 0o600);
  writeAnew(certificateFile + NEXT, JSON.stringify(chain), 0o644);
  renameSync(certificateFile + NEXT, certificateFile);
  renameSync(next.path, keyFile);
}

/** Ends a replacement that was cut off: a new key takes its place where its certificate has done so already. */
export function completePair(keys: KeyStore, { keyFile, certificateFile }: PairFiles): void {
  const next = nextKeyFile(keyFile);
  if (!existsSync(next.path) || !existsSync(certificateFile)) return;
  const [claims] = readCertificateChain(readJson(certificateFile)) ?? [];
  const certified = claims && (JSON.parse(claims.claims) as { key?: unknown }).key;
  const key = readNext(keys, next);
  if (key && certified === publicKeyText(key)) renameSync(next.path, keyFile);
}

/** A key that was written half is none: it was not certified either. */
function readNext(keys: KeyStore, file: KeyFile): KeyObject | undefined {
  try {
    return readPrivateKey(keys.read(file).toString());
  } catch (error) {
    if (error instanceof SilianError) return undefined;
    throw error;
  }
}

function writeAnew(file: string, content: Buffer | string, mode: number): void {
  rmSync(file, { force: true });
  writeThrough(file, content, mode);
}

/** undefined for all ways in which the file can be wrong. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
