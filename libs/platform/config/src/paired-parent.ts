import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What a node keeps of its pairing, beside key and certificate: whom it asks, and whom it trusts. */
export interface PairedParent {
  readonly parentUrl: string;
  readonly trustRootKey: string;
}

const FILE = 'parent.json';

/** The data directory, where no variable and no option names another. */
export const DATA_DIR = '.data';

/** A node's files in its data directory, where no variable names others. */
export function nodeFiles(dataDir: string): { readonly keyFile: string; readonly certificateFile: string } {
  const keyFile = join(resolve(dataDir), 'node.key');
  return { keyFile, certificateFile: certificateFileOf(keyFile) };
}

/** Where the certificate lies, unless a variable names another file: beside the key. */
export function certificateFileOf(keyFile: string): string {
  return `${keyFile}.certificate.json`;
}

/** Written whole or not at all. */
export function writePairedParent(dataDir: string, paired: PairedParent): void {
  const file = join(resolve(dataDir), FILE);
  writeFileSync(`${file}.next`, JSON.stringify(paired));
  renameSync(`${file}.next`, file);
}

/** Adds to the variables what pairing has left in the data directory. A variable that is set rules. */
export function withPairing(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const dataDir = resolve(variables['DATA_DIR'] ?? DATA_DIR);
  const paired = read(join(dataDir, FILE));
  if (!paired) return variables;
  const certificateFile = certificateFileOf(variables['NODE_KEY_FILE'] ?? nodeFiles(dataDir).keyFile);
  return {
    ...{ PARENT_URL: paired.parentUrl, TRUST_ROOT_KEY: paired.trustRootKey },
    ...(existsSync(certificateFile) ? { NODE_CERTIFICATE_FILE: certificateFile } : {}),
    ...variables,
  };
}

/** Undefined for all ways in which the file can be wrong: then the variables are asked for. */
function read(file: string): PairedParent | undefined {
  try {
    const { parentUrl, trustRootKey } = JSON.parse(readFileSync(file, 'utf8')) as Partial<
      Record<keyof PairedParent, unknown>
    >;
    if (typeof parentUrl !== 'string' || typeof trustRootKey !== 'string') return undefined;
    return { parentUrl, trustRootKey };
  } catch {
    return undefined;
  }
}
