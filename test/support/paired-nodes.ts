import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unitLevel } from '#core/kernel';
import { NodeProcess } from '../../apps/demo/src/fleet/index.js';
import type { Body } from './node-api.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';
import { until } from './until.js';

const MAIN = 'dist/silian.js';

/** The operator's part: a code, then a look at the list. */
const APPROVAL_MS_MAX = 30_000;

interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/** Nodes that are set up as an operator would: with codes, and no file but their own data directories. */
export class PairedNodes {
  private readonly nodes = new Map<string, NodeProcess>();
  private readonly databases: TestDatabase[] = [];

  private constructor(private readonly directory: string) {}

  static async create(): Promise<PairedNodes> {
    return new PairedNodes(await mkdtemp(join(tmpdir(), 'paired-')));
  }

  node(unit: string): NodeProcess {
    const node = this.nodes.get(unit);
    if (!node) throw new TypeError(`${unit} has no node`);
    return node;
  }

  dataDir(unit: string): string {
    return join(this.directory, unit);
  }

  /** Makes a code at the parent, runs `pair` at the child and approves; gives what the command has printed. */
  async pair(unit: string, parent: string): Promise<CommandResult> {
    const code = await this.newCode(unit, parent);
    const command = this.runPair(unit, parent, code);
    await this.decide(unit, parent, 'approve');
    return command;
  }

  async newCode(unit: string, parent: string, replace = false): Promise<string> {
    const path = '/api/v1/nodes/pairings';
    const offer = await this.node(parent).api.call<Body>('operator', 'POST', path, { unit, replace });
    return offer.code;
  }

  runPair(unit: string, parent: string, code: string, ...more: readonly string[]): Promise<CommandResult> {
    const { url } = this.node(parent);
    const options = ['--parent', url, '--code', code, '--unit', unit, '--data-dir', this.dataDir(unit)];
    return run([MAIN, 'pair', ...options, ...more]);
  }

  async decide(unit: string, parent: string, decision: 'approve' | 'refuse'): Promise<void> {
    const { api } = this.node(parent);
    const waiting = await until(
      async () => {
        const list = await api.call<Body[]>('operator', 'GET', '/api/v1/nodes/pairings');
        return list.find((item) => item.unit === unit && item.state === 'requested');
      },
      { deadlineMs: APPROVAL_MS_MAX, what: `the request of ${unit}` },
    );
    await api.call('operator', 'POST', `/api/v1/nodes/pairings/${waiting.id}/${decision}`);
  }

  /** Serves a unit with nothing but its data directory, a database and the tokens of its people. */
  async serve(unit: string, extra: Readonly<Record<string, string>> = {}): Promise<NodeProcess> {
    const database = await createTestDatabase();
    this.databases.push(database);
    const dataDir = this.dataDir(unit);
    await mkdir(dataDir, { recursive: true });
    const tokens = { clerk: newToken(), administrator: newToken(), operator: newToken() };
    const tokensFile = join(dataDir, 'tokens.json');
    const list = Object.entries(tokens).map(([role, token]) => ({ role, unit, token }));
    await writeFile(tokensFile, JSON.stringify(list), { mode: 0o600 });
    const level = unitLevel(unit) ?? 'city';
    const node = new NodeProcess(
      { unit, level, parent: undefined, children: [] },
      {
        ...{
          databaseUrl: database.url,
          queueUrl: undefined,
          parentUrl: undefined,
          trustRootKey: '',
          dataDir,
        },
        credentials: { keyFile: '', certificateFile: '', tokensFile, tokens },
        logFile: join(this.directory, `${unit}.log`),
        extra: { TEST_RUN: process.env['TEST_RUN'] ?? '', ...extra },
      },
    );
    this.nodes.set(unit, node);
    await writeFile(join(this.directory, `${unit}.log`), '');
    await node.start();
    return node;
  }

  async stop(): Promise<void> {
    for (const node of [...this.nodes.values()].reverse()) await node.stop();
    for (const database of this.databases) await database.drop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Runs the built program to its end. */
export function run(args: readonly string[]): Promise<CommandResult> {
  const env = { PATH: process.env['PATH'], TEST_RUN: process.env['TEST_RUN'] };
  const child = spawn(process.execPath, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
