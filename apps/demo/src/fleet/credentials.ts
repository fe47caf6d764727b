import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  issueCertificate,
  issueRoot,
  newPrivateKey,
  privateKeyPem,
  publicKeyText,
  type CertificateChain,
} from '#core/protocol';
import type { PlannedNode } from './plan.js';

export type TokenRole = 'clerk' | 'administrator' | 'operator';

/** Files that one node is configured with, and the tokens that open its API. */
export interface NodeCredentials {
  readonly keyFile: string;
  readonly certificateFile: string;
  readonly tokensFile: string;
  readonly tokens: Readonly<Record<TokenRole, string>>;
}

export interface FleetCredentials {
  readonly trustRootKey: string;
  readonly nodes: ReadonlyMap<string, NodeCredentials>;
}

const DAY_MS = 24 * 3_600_000;
const ROLES: readonly TokenRole[] = ['clerk', 'administrator', 'operator'];

/** Makes keys, certificates from the city down, and one token for each role of each node. */
export function makeCredentials(plan: readonly PlannedNode[], directory: string): FleetCredentials {
  const issued = new Map<string, { key: ReturnType<typeof newPrivateKey>; chain: CertificateChain }>();
  const nodes = new Map<string, NodeCredentials>();
  const period = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 365 * DAY_MS) };
  for (const { unit, level, parent } of plan) {
    const key = newPrivateKey();
    const issuer = parent === undefined ? undefined : issued.get(parent);
    const chain = issuer
      ? issueCertificate(issuer.key, issuer.chain, { unit, level, publicKey: publicKeyText(key), ...period })
      : issueRoot(key, { unit, level, ...period });
    issued.set(unit, { key, chain });
    nodes.set(unit, writeFiles(join(directory, unit), unit, privateKeyPem(key), chain));
  }
  const root = issued.get(plan[0]?.unit ?? '');
  if (!root) throw new TypeError('a fleet has a city');
  return { trustRootKey: publicKeyText(root.key), nodes };
}

function writeFiles(directory: string, unit: string, pem: string, chain: CertificateChain): NodeCredentials {
  mkdirSync(directory, { recursive: true });
  const tokens = Object.fromEntries(ROLES.map((role) => [role, randomBytes(24).toString('base64url')]));
  const files = {
    keyFile: join(directory, 'node.key'),
    certificateFile: join(directory, 'certificate.json'),
    tokensFile: join(directory, 'tokens.json'),
  };
  writeFileSync(files.keyFile, pem, { mode: 0o600 });
  writeFileSync(files.certificateFile, JSON.stringify(chain));
  const list = ROLES.map((role) => ({ role, unit, token: tokens[role] }));
  writeFileSync(files.tokensFile, JSON.stringify(list), { mode: 0o600 });
  return { ...files, tokens: tokens as Record<TokenRole, string> };
}
