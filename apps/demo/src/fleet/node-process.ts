import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NodeApi } from './node-api.js';
import type { NodeCredentials } from './credentials.js';
import type { PlannedNode } from './plan.js';

/** A node that does not answer after this time has failed to start; its log says why. */
export const NODE_START_MS_MAX = 60_000;

/** A node that does not end after this time is killed. */
const STOP_MS_MAX = 20_000;

const LOOK_EVERY_MS = 50;
const LOG_TAIL_BYTES = 2_000;

export interface NodeSettings {
  readonly databaseUrl: string;
  readonly queueUrl: string | undefined;
  readonly parentUrl: string | undefined;
  readonly trustRootKey: string;
  readonly credentials: NodeCredentials;
  readonly dataDir: string;
  readonly logFile: string;
  /** Another build of the node than the one that this is part of. */
  readonly mainFile?: string | undefined;
  readonly extra?: Readonly<Record<string, string>>;
}

/** A node as its own process. It keeps its port over restarts, so that its children find it again. */
export class NodeProcess {
  readonly api: NodeApi;
  /** The program of the next start; undefined for the build that this is part of. */
  mainFile: string | undefined;
  private child: ChildProcess | undefined;
  private port = 0;

  constructor(
    readonly plan: PlannedNode,
    private readonly settings: NodeSettings,
  ) {
    this.api = new NodeApi(() => this.url, settings.credentials.tokens);
    this.mainFile = settings.mainFile;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isRunning(): boolean {
    const { child } = this;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Stops the process in the middle of its work, as a virtual machine that is moved. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** Starts the process and waits until it answers. */
  async start(): Promise<void> {
    const log = openSync(this.settings.logFile, 'a');
    const offset = readFileSync(this.settings.logFile).length;
    const child = spawn(process.execPath, [this.mainFile ?? builtMainFile()], {
      env: this.environment(),
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    const deadline = Date.now() + NODE_START_MS_MAX;
    while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
      const listening = listeningEvent(readFileSync(this.settings.logFile).subarray(offset).toString());
      if (listening) {
        if (listening.url !== null) this.port = Number(new URL(listening.url).port);
        return;
      }
      await pause(LOOK_EVERY_MS);
    }
    await this.kill();
    throw new Error(`node ${this.plan.unit} did not start:\n${this.logTail()}`);
  }

  /** Asks the process to end and waits; kills it where it does not. */
  async stop(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    if (!(await ended(child, STOP_MS_MAX))) await this.kill();
  }

  /** Ends the process as a power cut would. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await ended(child, STOP_MS_MAX);
  }

  logTail(): string {
    return readFileSync(this.settings.logFile).subarray(-LOG_TAIL_BYTES).toString();
  }

  /** What this node is configured with; commands that work beside it take the same. */
  environment(): NodeJS.ProcessEnv {
    const { settings, plan } = this;
    return {
      NODE_LEVEL: plan.level,
      NODE_UNIT: plan.unit,
      CHILD_NODES: plan.children.join(','),
      HTTP_PORT: String(this.port),
      DATABASE_URL: settings.databaseUrl,
      QUEUE_URL: settings.queueUrl,
      // All people of a fleet stand behind one address, with one token for each role.
      RATE_CALLER_PER_MINUTE: '0',
      RATE_ADDRESS_PER_MINUTE: '0',
      PARENT_URL: settings.parentUrl,
      DATA_DIR: settings.dataDir,
      NODE_KEY_FILE: settings.credentials.keyFile,
      NODE_CERTIFICATE_FILE: settings.credentials.certificateFile,
      TRUST_ROOT_KEY: settings.trustRootKey,
      API_TOKENS_FILE: settings.credentials.tokensFile,
      LOG_LEVEL: 'warn',
      ...settings.extra,
    };
  }
}

/** The built program beside the built demo; from the sources, the build has to be there as well. */
function builtMainFile(): string {
  const here = fileURLToPath(import.meta.url);
  const root = here.slice(0, here.lastIndexOf('/apps/demo/')).replace(/\/dist$/, '');
  return `${root}/dist/silian.js`;
}

/** What a node says when it is up. One that only works in the background listens nowhere: its URL is null. */
function listeningEvent(log: string): { readonly url: string | null } | undefined {
  const line = /^\{"event":"listening".*\}$/m.exec(log)?.[0];
  return line === undefined ? undefined : (JSON.parse(line) as { url: string | null });
}

function ended(child: ChildProcess, ms: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
