import { execFile } from 'node:child_process';
import type { NodeProcess } from '../../apps/demo/src/fleet/index.js';
import type { Body } from './node-api.js';

/** A command that does not end in this time hangs. */
const COMMAND_MS_MAX = 60_000;

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command of the built program; the build is there in the tiers that have servers. */
export function runCommand(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  const options = {
    env: { TEST_RUN: process.env['TEST_RUN'] ?? '', TMPDIR: process.env['TMPDIR'], ...environment },
    timeout: COMMAND_MS_MAX,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/silian.js', ...args], options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

/** Runs a command with the configuration of a node, whether that one runs or not; gives its one line of JSON. */
export async function runAs(node: NodeProcess, ...args: readonly string[]): Promise<Body> {
  const { code, stdout, stderr } = await runCommand(args, node.environment());
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout);
}

/** The same for a command that must fail; gives what it says to the operator. */
export async function failAs(node: NodeProcess, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand(args, node.environment());
  if (code === 0) throw new Error(`${args.join(' ')} did not fail:\n${stdout}`);
  return stderr;
}
