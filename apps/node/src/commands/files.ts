import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { ByteSink, BundleSource } from '#features/sync';

/** Writes a file that appears under its name only when all of it is on disk. */
export async function writeWhole<T>(path: string, work: (sink: ByteSink) => Promise<T>): Promise<T> {
  const part = `${path}.part`;
  const file = await open(part, 'w', 0o600);
  try {
    const outcome = await work(async (bytes) => {
      await file.writeFile(bytes);
    });
    await file.sync();
    await file.close();
    await rename(part, path);
    return outcome;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}

/** A file's bytes, from the beginning each time. */
export function readFrom(path: string): BundleSource {
  return () => createReadStream(path) as AsyncIterable<Uint8Array>;
}

/** One line for a person or a program to read. */
export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
