import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Environment } from './environment.js';
import { keysConfigOf, type KeysConfig } from './keys-config.js';
import { withPairing } from './paired-parent.js';
import { LEVEL_PROFILES, type LevelProfile } from './level-profile.js';
import { readApiTokens, type ApiToken } from './api-tokens.js';
import { readTimeWindows, type TimeWindow } from './time-windows.js';
import { ConfigError, validated, withoutEmpty } from './validated.js';

export type NodeRole = 'api' | 'worker';

/** A node's configuration, read once at the start and frozen. */
export interface NodeConfig extends KeysConfig {
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

/** Validates and freezes. `variables` is the process's environment; tests give their own. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): NodeConfig {
  return freeze(validated(Environment, withPairing(withoutEmpty(variables))));
}

function freeze(environment: Environment): NodeConfig {
  const dataDir = resolve(environment.DATA_DIR);
  const profile = LEVEL_PROFILES[environment.NODE_LEVEL];
  const { identity, ...keys } = keysConfigOf(environment);
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
    ...keys,
    identity: {
      ...identity,
      certificateFile: environment.NODE_CERTIFICATE_FILE && resolve(environment.NODE_CERTIFICATE_FILE),
      trustRootKey: environment.TRUST_ROOT_KEY,
    },
    apiTokens: tokens.tokens,
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
