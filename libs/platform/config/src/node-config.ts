import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Environment } from './environment.js';
import { withPairing } from './paired-parent.js';
import { LEVEL_PROFILES, type LevelProfile } from './level-profile.js';
import { readApiTokens, type ApiToken } from './api-tokens.js';
import { readTimeWindows, type TimeWindow } from './time-windows.js';

export type NodeRole = 'api' | 'worker';

/** A node's configuration, read once at the start and frozen. */
export interface NodeConfig {
  readonly unit: string;
  readonly profile: LevelProfile;
  readonly roles: ReadonlySet<NodeRole>;
  readonly http: { readonly host: string; readonly port: number; readonly trustedProxies: readonly string[] };
  readonly database: { readonly url: string | undefined; readonly poolMax: number };
  readonly queueUrl: string | undefined;
  readonly dataDir: string;
  readonly parentUrl: string | undefined;
  /** Where other nodes can reach this one, where the operator has said so. */
  readonly publicUrl: string | undefined;
  /** Units below that enter their own records. */
  readonly childNodes: readonly string[];
  readonly identity: {
    readonly keyFile: string;
    readonly certificateFile: string | undefined;
    readonly trustRootKey: string | undefined;
  };
  readonly apiTokens: readonly ApiToken[];
  readonly secretsKeyFile: string;
  /** How long people stay signed in. */
  readonly session: { readonly idleMs: number; readonly wholeMs: number };
  /** Requests in a minute; undefined for any number. */
  readonly rates: {
    readonly callerMax: number | undefined;
    readonly addressMax: number | undefined;
    readonly unknownMax: number | undefined;
  };
  /** Who signs people in for this node, beside their passwords. */
  readonly provider: ProviderConfig | undefined;
  readonly seed: { readonly unitsFile: string | undefined; readonly catalogueFile: string | undefined };
  /** Record types that go ahead of everything else on the link. */
  readonly urgentTypes: ReadonlySet<string>;
  readonly timeZone: string;
  readonly uplinkCompression: 'gzip' | 'none';
  /** How fast and when all but urgent records are sent. */
  readonly uplinkPace: {
    readonly bytesPerSecondMax: number | undefined;
    readonly windows: readonly TimeWindow[];
  };
  /** Stored entries that the background audit hashes again in a second. */
  readonly auditRowsPerSecond: number;
  readonly logLevel: string;
}

export interface ProviderConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Says which variables break which rule. Values are left out: they may be secrets. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Validates and freezes. `variables` is the process's environment; tests give their own. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): NodeConfig {
  const given = withPairing(withoutEmpty(variables));
  const environment = plainToInstance(Environment, given, { exposeDefaultValues: true });
  const problems = validateSync(environment, { stopAtFirstError: true }).map(
    ({ property, constraints }) => `${property} ${ruleOf(property, constraints)}`,
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return freeze(environment);
}

/** The library's own messages begin with the property's name, ours do not. */
function ruleOf(property: string, constraints: Readonly<Record<string, string>> | undefined): string {
  const rule = Object.values(constraints ?? {}).join(' and ');
  return rule.startsWith(`${property} `) ? rule.slice(property.length + 1) : rule;
}

/** An empty variable means unset: compose files and unit files often carry `KEY=`. */
function withoutEmpty(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
}

function freeze(environment: Environment): NodeConfig {
  const dataDir = resolve(environment.DATA_DIR);
  const profile = LEVEL_PROFILES[environment.NODE_LEVEL];
  const file = environment.API_TOKENS_FILE;
  const tokens = file === undefined ? { tokens: [] } : readApiTokens(file, environment.NODE_UNIT);
  if ('problem' in tokens) throw new ConfigError([`API_TOKENS_FILE ${tokens.problem}`]);
  return Object.freeze({
    unit: environment.NODE_UNIT,
    profile,
    roles: new Set(environment.NODE_ROLES.split(',') as NodeRole[]),
    http: {
      host: environment.HTTP_HOST,
      port: environment.HTTP_PORT,
      trustedProxies: environment.TRUSTED_PROXIES.split(',').filter((address) => address !== ''),
    },
    database: { url: environment.DATABASE_URL, poolMax: environment.DATABASE_POOL_MAX },
    queueUrl: environment.QUEUE_URL,
    dataDir,
    parentUrl: profile.parent ? environment.PARENT_URL?.replace(/\/+$/, '') : undefined,
    publicUrl: environment.PUBLIC_URL?.replace(/\/+$/, ''),
    childNodes: environment.CHILD_NODES.split(',').filter((code) => code !== ''),
    identity: {
      keyFile: resolve(environment.NODE_KEY_FILE ?? `${dataDir}/node.key`),
      certificateFile: environment.NODE_CERTIFICATE_FILE && resolve(environment.NODE_CERTIFICATE_FILE),
      trustRootKey: environment.TRUST_ROOT_KEY,
    },
    apiTokens: tokens.tokens,
    secretsKeyFile: resolve(environment.SECRETS_KEY_FILE ?? `${dataDir}/secrets.key`),
    session: {
      idleMs: environment.SESSION_IDLE_MINUTES * 60_000,
      wholeMs: environment.SESSION_HOURS * 3_600_000,
    },
    rates: {
      callerMax: environment.RATE_CALLER_PER_MINUTE || undefined,
      addressMax: environment.RATE_ADDRESS_PER_MINUTE || undefined,
      unknownMax: environment.RATE_UNKNOWN_PER_MINUTE || undefined,
    },
    provider: readProvider(environment),
    seed: { unitsFile: environment.UNITS_FILE, catalogueFile: environment.CATALOGUE_FILE },
    urgentTypes: new Set(environment.URGENT_TYPES.split(',').filter((type) => type !== '')),
    timeZone: environment.TIME_ZONE,
    uplinkCompression: environment.UPLINK_COMPRESSION,
    uplinkPace: {
      bytesPerSecondMax: environment.UPLINK_BYTES_PER_SECOND || undefined,
      windows: readTimeWindows(environment.UPLINK_WINDOWS),
    },
    auditRowsPerSecond: environment.AUDIT_ROWS_PER_SECOND,
    logLevel: environment.LOG_LEVEL,
  });
}

function readProvider(environment: Environment): ProviderConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET_FILE: file } = environment;
  if (issuer === undefined || clientId === undefined || file === undefined) return undefined;
  try {
    return { issuer, clientId, clientSecret: readFileSync(file, 'utf8').trim() };
  } catch {
    throw new ConfigError(['OIDC_CLIENT_SECRET_FILE must name a readable file']);
  }
}
