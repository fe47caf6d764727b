import type { KeyObject } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import {
  privateKeyPem,
  publicKeyText,
  readCertificateChain,
  readPrivateKey,
  type CertificateChain,
} from '#core/protocol';
import { ConfigError } from '#platform/config';

/** A key and the certificate that belongs to it. */
export interface PairFiles {
  readonly keyFile: string;
  readonly certificateFile: string;
}

/** A file is written under this name first. */
const NEXT = '.next';

export function writePrivateKey(file: string, key: KeyObject): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, privateKeyPem(key), { mode: 0o600, flag: 'wx' });
}

export function readKeyFile(file: string): KeyObject {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError(['NODE_KEY_FILE must name a readable PEM file; make one with the command keygen']);
  }
  const key = readPrivateKey(pem);
  if (!key) throw new ConfigError(['NODE_KEY_FILE must hold an Ed25519 private key']);
  return key;
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
export function replacePair(files: PairFiles, key: KeyObject, chain: CertificateChain): void {
  mkdirSync(dirname(files.keyFile), { recursive: true });
  mkdirSync(dirname(files.certificateFile), { recursive: true });
  writeThrough(files.keyFile + NEXT, privateKeyPem(key), 0o600);
  writeThrough(files.certificateFile + NEXT, JSON.stringify(chain), 0o644);
  renameSync(files.certificateFile + NEXT, files.certificateFile);
  renameSync(files.keyFile + NEXT, files.keyFile);
}

/** Ends a replacement that was cut off: a new key takes its place where its certificate has done so already. */
export function completePair({ keyFile, certificateFile }: PairFiles): void {
  if (!existsSync(keyFile + NEXT) || !existsSync(certificateFile)) return;
  const [claims] = readCertificateChain(readJson(certificateFile)) ?? [];
  const next = readPrivateKey(readFileSync(keyFile + NEXT, 'utf8'));
  const certified = claims && (JSON.parse(claims.claims) as { key?: unknown }).key;
  if (next && certified === publicKeyText(next)) renameSync(keyFile + NEXT, keyFile);
}

function writeThrough(file: string, text: string, mode: number): void {
  rmSync(file, { force: true });
  const handle = openSync(file, 'wx', mode);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** undefined for all ways in which the file can be wrong. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
