import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  issueRoot,
  newPrivateKey,
  privateKeyPem,
  publicKeyText,
  readCertificateChain,
  readPrivateKey,
  verifyChain,
  type CertificateChain,
} from '#core/protocol';
import { ConfigError, type NodeConfig } from '#platform/config';

/** Who this node is to other nodes: its key, its certificate up to the city, and the root it trusts. */
export interface NodeIdentity {
  readonly unit: string;
  readonly key: KeyObject;
  readonly chain: CertificateChain;
  readonly fingerprint: string;
  readonly trustRoot: string;
}

export const NODE_IDENTITY = Symbol('NODE_IDENTITY');

/** The root certificate's life. Rotation replaces it long before. */
const ROOT_YEARS = 20;

/** A root that starts with a moment in the past survives a small step back of the clock. */
const NOT_BEFORE_SLACK_MS = 24 * 3_600_000;

/** Reads key and certificate; at the top of the tree it makes them on the first start. */
export function loadNodeIdentity(config: NodeConfig, now: Date): NodeIdentity {
  const top = config.profile.parent === undefined;
  if (top && !existsSync(config.identity.keyFile)) writePrivateKey(config.identity.keyFile, newPrivateKey());
  const key = readKeyFile(config.identity.keyFile);
  const chain = top ? rootChain(config, key, now) : readChainFile(config.identity.certificateFile ?? '');
  const trustRoot = config.identity.trustRootKey ?? publicKeyText(key);
  const outcome = verifyChain(chain, trustRoot, now);
  if ('fault' in outcome)
    throw new ConfigError([`NODE_CERTIFICATE_FILE does not lead to the root: ${outcome.fault}`]);
  if (outcome.signer.unit !== config.unit)
    throw new ConfigError(['NODE_CERTIFICATE_FILE is for another unit']);
  if (publicKeyText(outcome.signer.key) !== publicKeyText(key)) {
    throw new ConfigError(['NODE_KEY_FILE does not belong to the certificate']);
  }
  return { unit: config.unit, key, chain, fingerprint: outcome.signer.fingerprint, trustRoot };
}

export function writePrivateKey(file: string, key: KeyObject): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, privateKeyPem(key), { mode: 0o600, flag: 'wx' });
}

function readKeyFile(file: string): KeyObject {
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

/** The root certificate is kept beside the key, so that its fingerprint stays the same over restarts. */
function rootChain(config: NodeConfig, key: KeyObject, now: Date): CertificateChain {
  const file = config.identity.certificateFile ?? `${config.identity.keyFile}.certificate.json`;
  if (!existsSync(file)) {
    const chain = issueRoot(key, {
      unit: config.unit,
      level: config.profile.level,
      notBefore: new Date(now.getTime() - NOT_BEFORE_SLACK_MS),
      notAfter: new Date(now.getTime() + ROOT_YEARS * 365 * 24 * 3_600_000),
    });
    writeFileSync(file, JSON.stringify(chain), { mode: 0o644 });
  }
  return readChainFile(file);
}

export function readChainFile(file: string): CertificateChain {
  const chain = readCertificateChain(readJson(file));
  if (!chain) throw new ConfigError(['NODE_CERTIFICATE_FILE must name a readable certificate chain']);
  return chain;
}

/** undefined for all ways in which the file can be wrong. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
