import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SilianError } from '#core/kernel';
import type { PassphraseSource } from '#platform/config';

/** Shorter ones are guessed from a copy of the files, however long each guess takes. */
const BYTES_MIN = 16;
/** What is longer is no passphrase, and would fill the memory of a node that reads it to its end. */
const BYTES_MAX = 4_096;
/** Of a line end, which is cut off before the length is judged. */
const LINE_END_BYTES_MAX = 2;
/** A key service that hangs would keep a node from saying why it does not start. */
const PROGRAM_MS_MAX = 10_000;

/** Gets the passphrase. It is held as bytes and told to nobody: errors name the setting that it comes from. */
export async function askPassphrase(source: PassphraseSource): Promise<Buffer> {
  const { setting } = source;
  const given = 'file' in source ? readFrom(source.file, setting) : await runFor(source.program, setting);
  const passphrase = withoutLineEnd(given);
  if (passphrase.length < BYTES_MIN || passphrase.length > BYTES_MAX) throw unfit(setting);
  return passphrase;
}

function readFrom(file: string, setting: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SilianError('passphrase_unreadable', { setting }, undefined, { cause: error });
  }
}

/**
 * Runs a program without a shell. It has the node's environment, where clients of key services look for their own credentials. What it
 * says beside its output is dropped: it might be the passphrase. Where it is ended, so is what it has started.
 */
function runFor([program = '', ...args]: readonly string[], setting: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    const chunks: Buffer[] = [];
    let given = false;
    const give = (outcome: Buffer | SilianError): void => {
      if (given) return;
      given = true;
      clearTimeout(timer);
      child.stdout.destroy();
      if (Buffer.isBuffer(outcome)) return resolve(outcome);
      endGroup(child.pid);
      reject(outcome);
    };
    const late = { setting, seconds: PROGRAM_MS_MAX / 1_000 };
    const timer = setTimeout(() => give(new SilianError('passphrase_program_late', late)), PROGRAM_MS_MAX);
    const failed = (outcome: string) => new SilianError('passphrase_program_failed', { setting, outcome });
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
      if (bytes > BYTES_MAX + LINE_END_BYTES_MAX) give(unfit(setting));
    });
    child.once('error', (error: NodeJS.ErrnoException) => give(failed(error.code ?? 'error')));
    child.once('close', (code, signal) =>
      give(code === 0 ? Buffer.concat(chunks) : failed(signal ?? `exit code ${code}`)),
    );
  });
}

/** A program that was started in a group of its own, and what it started. One that never began has no id. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

function unfit(setting: string): SilianError {
  return new SilianError('passphrase_length', { setting, min: BYTES_MIN, max: BYTES_MAX });
}

/** Editors and `echo` end what they write with a line end that nobody means. */
function withoutLineEnd(bytes: Buffer): Buffer {
  const [last, before] = [bytes.at(-1), bytes.at(-2)];
  if (last !== 0x0a) return bytes;
  return bytes.subarray(0, before === 0x0d ? -2 : -1);
}
