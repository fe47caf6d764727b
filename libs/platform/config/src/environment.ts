import { IsIn, IsOptional, IsString, IsUrl, Matches, MinLength, ValidateIf } from 'class-validator';
import { LEVELS, unitLevel, type Level } from '#core/kernel';
import { AreBelow } from './are-below.js';
import { KeysEnvironment } from './keys-environment.js';
import { LEVEL_PROFILES } from './level-profile.js';
import { MatchesLevel } from './matches-level.js';
import { TIME_WINDOWS } from './time-windows.js';
import { WholeNumber } from './whole-number.js';

const ROLE_LIST = /^(api|worker)(,(api|worker))?$/;
const hasParent = (environment: Environment): boolean =>
  LEVEL_PROFILES[environment.NODE_LEVEL]?.parent !== undefined;
const hasProvider = (environment: Environment): boolean => environment.OIDC_ISSUER !== undefined;
const PUBLIC_KEY = /^[A-Za-z0-9_-]{43}$/;

/** Every environment variable of a node with its rule. Nothing else in the product reads the environment. */
export class Environment extends KeysEnvironment {
  /** Which of the four levels this node serves. */
  @IsIn(LEVELS, { message: 'must be one of city, district, street, community' })
  NODE_LEVEL!: Level;

  /** Code of the administrative unit that this node serves: 4, 6, 9 or 12 digits. */
  @Matches(/^\d+$/, { message: 'must be digits only' })
  @MatchesLevel(unitLevel)
  NODE_UNIT!: string;

  /** What this process does: api, worker or both. */
  @Matches(ROLE_LIST, { message: 'must be api, worker or api,worker' })
  NODE_ROLES: string = 'api,worker';

  @IsString()
  HTTP_HOST: string = '127.0.0.1';

  @WholeNumber(0, 65_535)
  HTTP_PORT: number = 8400;

  /** Proxies that are believed when they say whose request they pass on: addresses or networks, comma-separated. */
  @Matches(/^([0-9a-fA-F.:]+(\/\d{1,3})?(,[0-9a-fA-F.:]+(\/\d{1,3})?)*)?$/, {
    message: 'must be addresses or networks, separated by commas',
  })
  TRUSTED_PROXIES: string = '';

  /** Any PostgreSQL ≥ 14. Without it the node runs an embedded PostgreSQL in its data directory. */
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/./, { message: 'must be a postgres:// URL' })
  DATABASE_URL?: string;

  @WholeNumber(2, 200)
  DATABASE_POOL_MAX: number = 8;

  /** Redis for the queues. Without it the queues live in the node's own PostgreSQL. */
  @IsOptional()
  @Matches(/^rediss?:\/\/./, { message: 'must be a redis:// or rediss:// URL' })
  QUEUE_URL?: string;

  /** Where other nodes can reach this one: told upwards, so that a child that asks the wrong node is sent here. */
  @ValidateIf((environment: Environment) => environment.PUBLIC_URL !== undefined || hasProvider(environment))
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: 'must be an http(s) URL' },
  )
  PUBLIC_URL?: string;

  /** Where the parent node answers. */
  @ValidateIf(hasParent)
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: 'must be an http(s) URL; every level below the city has a parent' },
  )
  PARENT_URL?: string;

  /** JSON file with the certificate chain that the parent issued. */
  @ValidateIf(hasParent)
  @IsString({ message: 'must name a file; every level below the city needs a certificate' })
  NODE_CERTIFICATE_FILE?: string;

  /** The city's public key, 43 characters of base64url: what every certificate must lead up to. */
  @ValidateIf(hasParent)
  @Matches(PUBLIC_KEY, { message: 'must be 43 characters of base64url; every level below the city needs it' })
  TRUST_ROOT_KEY?: string;

  /** Units below this one that run their own nodes, comma-separated: their records are not entered here. */
  @AreBelow('NODE_UNIT')
  CHILD_NODES: string = '';

  /** JSON file: a list of {"role", "unit", "token"}, for programs. People have accounts. */
  @IsOptional()
  @IsString({ message: 'must name a file' })
  @MinLength(1, { message: 'must name a file' })
  API_TOKENS_FILE?: string;

  /** Who does nothing for so long has to sign in again. */
  @WholeNumber(1, 1_440)
  SESSION_IDLE_MINUTES: number = 30;

  /** Who has been signed in for so long has to sign in again, whatever was done. */
  @WholeNumber(1, 168)
  SESSION_HOURS: number = 12;

  /** Requests of one account, token or configured caller in a minute, in all processes of the node. 0: no limit. */
  @WholeNumber(0, 1_000_000)
  RATE_CALLER_PER_MINUTE: number = 3_000;

  /** Requests from one address in a minute. An office of thirty clerks is one address. 0: no limit. */
  @WholeNumber(0, 1_000_000)
  RATE_ADDRESS_PER_MINUTE: number = 12_000;

  /** Tokens, and cookies, from one address in a minute that nobody is known by: so slowly can they be guessed. 0: no limit. */
  @WholeNumber(0, 1_000_000)
  RATE_UNKNOWN_PER_MINUTE: number = 60;

  /** An OpenID provider that signs people in for this node, beside their passwords. Needs PUBLIC_URL, where it sends them back. */
  @IsOptional()
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['http', 'https'] },
    { message: 'must be an http(s) URL' },
  )
  OIDC_ISSUER?: string;

  @ValidateIf(hasProvider)
  @IsString({ message: 'must be what the provider knows this node by' })
  OIDC_CLIENT_ID?: string;

  /** File with the secret that the provider gave this node. */
  @ValidateIf(hasProvider)
  @IsString({ message: 'must name a file' })
  OIDC_CLIENT_SECRET_FILE?: string;

  /** Units and catalogue that an empty database is filled with. Default: the ones that ship with the product. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  UNITS_FILE?: string;

  @IsOptional()
  @IsString()
  @MinLength(1)
  CATALOGUE_FILE?: string;

  /** Record types that go ahead of everything else on the link, comma-separated. */
  @Matches(/^([a-z0-9-]+(,[a-z0-9-]+)*)?$/, { message: 'must be codes of record types, separated by commas' })
  URGENT_TYPES: string = 'service-request,request-step';

  /** IANA zone that decides which day it is. */
  @MatchesTimeZone()
  TIME_ZONE: string = 'Asia/Shanghai';

  @IsIn(['gzip', 'none'])
  UPLINK_COMPRESSION: 'gzip' | 'none' = 'gzip';

  /** What the link to the parent may carry on average, in bytes a second, for all but urgent records. 0: no cap. */
  @WholeNumber(0, 1_000_000_000)
  UPLINK_BYTES_PER_SECOND: number = 0;

  /** Hours in which all but urgent records are sent, such as 20:00-06:00,12:00-13:30. Without it: always. */
  @IsOptional()
  @Matches(TIME_WINDOWS, { message: 'must be windows such as 20:00-06:00, separated by commas' })
  UPLINK_WINDOWS?: string;

  /** Stored entries that the background audit hashes again in a second, on average. 0: only missing rows are looked for. */
  @WholeNumber(0, 100_000)
  AUDIT_ROWS_PER_SECOND: number = 1_000;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
  LOG_LEVEL: string = 'info';
}

function MatchesTimeZone(): PropertyDecorator {
  const zones = new Set(Intl.supportedValuesOf('timeZone')).add('UTC');
  return IsIn([...zones], { message: 'must be an IANA time zone' });
}
