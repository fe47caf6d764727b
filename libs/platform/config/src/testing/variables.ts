import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type NodeConfig } from '../node-config.js';
import { ConfigError } from '../validated.js';

export const TOKEN = 'a-token-of-thirty-two-characters';

/** A directory for the files of one spec. */
export class Files {
  readonly directory = mkdtempSync(join(tmpdir(), 'config-'));

  write(name: string, content: string): string {
    const file = join(this.directory, name);
    writeFileSync(file, content);
    return file;
  }

  tokens(list: unknown): string {
    return this.write('tokens.json', JSON.stringify(list));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The least that a street's node needs. */
export function streetVariables(files: Files): Variables {
  return {
    NODE_LEVEL: 'street',
    NODE_UNIT: '140502001',
    PARENT_URL: 'http://district.example:8400',
    NODE_CERTIFICATE_FILE: '/etc/silian/certificate.json',
    TRUST_ROOT_KEY: 'k'.repeat(43),
    API_TOKENS_FILE: files.tokens([{ role: 'clerk', unit: '140502001', token: TOKEN }]),
  };
}

/** The least that a city's node needs. */
export function cityVariables(files: Files): Variables {
  return {
    NODE_LEVEL: 'city',
    NODE_UNIT: '1405',
    API_TOKENS_FILE: files.tokens([{ role: 'clerk', unit: '1405', token: TOKEN }]),
  };
}

/** The configuration, or what is said to be wrong with the variables. */
export function read(variables: Variables): NodeConfig | readonly string[] {
  try {
    return readConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
