import type { KeyObject } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { SilianError } from '#core/kernel';
import { issueRoot, newPrivateKey, publicKeyText, verifyChain, type CertificateChain } from '#core/protocol';
import { certificateFileOf, ConfigError, type NodeConfig } from '#platform/config';
import type { KeyStore } from './keys/key-store.js';
import {
  completePair,
  readChainFile,
  readKeyFile,
  replacePair,
  writeChain,
  writePrivateKey,
  type PairFiles,
} from './keys/pair-files.js';

/**
 * Who this node is to other nodes: its key, its certificate up to the city, and the root it trusts. Key and certificate
 * are renewed while the node runs: whoever signs reads them anew, and reads those that belong together at once.
 */
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

/** The identity of a running node: from files that may be replaced under it, by itself or by another replica. */
export class RenewableIdentity implements NodeIdentity {
  readonly files: PairFiles;
  private current: NodeIdentity;
  private seen: string;

  constructor(
    private readonly config: NodeConfig,
    readonly keys: KeyStore,
    now: Date,
  ) {
    this.files = pairFilesOf(config);
    completePair(keys, this.files);
    this.seen = timesOf(this.files);
    this.current = load(config, keys, this.files, now);
  }

  get unit(): string {
    return this.current.unit;
  }

  get key(): KeyObject {
    return this.current.key;
  }

  get chain(): CertificateChain {
    return this.current.chain;
  }

  get fingerprint(): string {
    return this.current.fingerprint;
  }

  get trustRoot(): string {
    return this.current.trustRoot;
  }

  /** Takes over what another replica has put in place; true where the identity is another one now. */
  refresh(now: Date): boolean {
    const times = timesOf(this.files);
    if (times === this.seen) return false;
    const before = this.current.fingerprint;
    try {
      this.current = load(this.config, this.keys, this.files, now);
      this.seen = times;
    } catch (error) {
      // A file that does not open is told once, not with every look: it opens no more until it is replaced.
      if (error instanceof SilianError) this.seen = times;
      // Looked at between two files: the pair is whole a moment later.
      if (!(error instanceof ConfigError)) throw error;
    }
    return this.current.fingerprint !== before;
  }

  /** Puts a new pair in place, on disk first. Throws a ConfigError where it does not lead to the trusted root. */
  replace(key: KeyObject, chain: CertificateChain, now: Date): void {
    const next = verified(this.config, key, chain, now);
    replacePair(this.keys, this.files, key, chain);
    this.seen = timesOf(this.files);
    this.current = next;
  }

  /** A new root certificate for the same key; only the top of the tree can make one. */
  newRoot(now: Date): CertificateChain {
    return rootCertificate(this.config, this.key, now);
  }
}

/** Reads key and certificate; at the top of the tree it makes them on the first start. */
export function loadNodeIdentity(config: NodeConfig, keys: KeyStore, now: Date): RenewableIdentity {
  return new RenewableIdentity(config, keys, now);
}

function pairFilesOf({ identity: { keyFile, certificateFile } }: NodeConfig): PairFiles {
  return { keyFile, certificateFile: certificateFile ?? certificateFileOf(keyFile) };
}

function load(config: NodeConfig, keys: KeyStore, files: PairFiles, now: Date): NodeIdentity {
  const top = config.profile.parent === undefined;
  if (top && !existsSync(files.keyFile)) writePrivateKey(keys, files.keyFile, newPrivateKey());
  const key = readKeyFile(keys, files.keyFile);
  // The root certificate is kept beside the key, so that its fingerprint stays the same over restarts.
  if (top && !existsSync(files.certificateFile)) {
    writeChain(files.certificateFile, rootCertificate(config, key, now));
  }
  return verified(config, key, readChainFile(files.certificateFile), now);
}

function verified(config: NodeConfig, key: KeyObject, chain: CertificateChain, now: Date): NodeIdentity {
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

function rootCertificate(config: NodeConfig, key: KeyObject, now: Date): CertificateChain {
  return issueRoot(key, {
    unit: config.unit,
    level: config.profile.level,
    notBefore: new Date(now.getTime() - NOT_BEFORE_SLACK_MS),
    notAfter: new Date(now.getTime() + ROOT_YEARS * 365 * 24 * 3_600_000),
  });
}

/** Changes whenever one of the files is replaced; a file that is away has no time. */
function timesOf({ keyFile, certificateFile }: PairFiles): string {
  const time = (file: string): string => {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stat ? `${stat.mtimeNs}:${stat.ino}` : '-';
  };
  return `${time(keyFile)} ${time(certificateFile)}`;
}
