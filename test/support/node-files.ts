import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEVELS, unitLevel } from '#core/kernel';
import {
  issueCertificate,
  issueRoot,
  newPrivateKey,
  privateKeyPem,
  publicKeyText,
  type CertificateChain,
} from '#core/protocol';
import type { Role } from '#core/access';

/** Digits of a code of each level, in a city whose code has four. */
const CODE_LENGTHS = [4, 6, 9, 12];

const DAY_MS = 24 * 3_600_000;

export interface TokenEntry {
  readonly role: Role;
  readonly unit: string;
  readonly token: string;
}

/** The files that a node is configured with, in a directory of their own. */
export interface NodeFiles {
  readonly directory: string;
  /** The variables that name the files; for the rest see the caller. */
  readonly variables: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export function newToken(role: Role, unit: string): TokenEntry {
  return { role, unit, token: randomBytes(24).toString('base64url') };
}

/** Makes key, certificate chain from the city down to the unit, and token file. */
export async function writeNodeFiles(unit: string, tokens: readonly TokenEntry[]): Promise<NodeFiles> {
  const directory = await mkdtemp(join(tmpdir(), `node-${unit}-`));
  const { key, chain, trustRootKey } = certifiedKey(unit);
  const file = (name: string): string => join(directory, name);
  await writeFile(file('node.key'), privateKeyPem(key), { mode: 0o600 });
  await writeFile(file('certificate.json'), JSON.stringify(chain));
  await writeFile(file('tokens.json'), JSON.stringify(tokens), { mode: 0o600 });
  return {
    directory,
    variables: {
      DATA_DIR: directory,
      NODE_KEY_FILE: file('node.key'),
      NODE_CERTIFICATE_FILE: file('certificate.json'),
      TRUST_ROOT_KEY: trustRootKey,
      API_TOKENS_FILE: file('tokens.json'),
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

interface CertifiedKey {
  readonly key: ReturnType<typeof newPrivateKey>;
  readonly chain: CertificateChain;
  readonly trustRootKey: string;
}

/** A key with certificates of every level above it. */
export function certifiedKey(unit: string): CertifiedKey {
  const period = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 365 * DAY_MS) };
  const [root, ...below] = CODE_LENGTHS.filter((length) => length <= unit.length);
  let key = newPrivateKey();
  const trustRootKey = publicKeyText(key);
  let chain = issueRoot(key, { unit: unit.slice(0, root), level: LEVELS[0], ...period });
  for (const length of below) {
    const code = unit.slice(0, length);
    const own = newPrivateKey();
    const level = unitLevel(code) ?? LEVELS[0];
    chain = issueCertificate(key, chain, { unit: code, level, publicKey: publicKeyText(own), ...period });
    key = own;
  }
  return { key, chain, trustRootKey };
}
