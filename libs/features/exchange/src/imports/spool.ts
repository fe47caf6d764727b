import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import { SHEET_BYTES_MAX } from '#platform/sheets';

/** A file that a killed process left behind is nobody's any more after this time. */
const ABANDONED_AFTER_MS = 60 * 60 * 1_000;

export interface Spooled {
  readonly path: string;
  /** SHA-256, hexadecimal. */
  readonly digest: string;
}

/** Uploads on their way into the database: a ZIP archive is read from its end, so the file has to be whole first. */
@Injectable()
export class Spool {
  private readonly folder: string;

  constructor(@Inject(NODE_CONFIG) config: NodeConfig) {
    this.folder = join(config.dataDir, 'uploads');
  }

  /** Gives the file to `work` and removes it afterwards, whatever happens. */
  async with<T>(body: Readable, work: (file: Spooled) => Promise<T>): Promise<T> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, randomUUID());
    try {
      return await work({ path, digest: await receive(body, path) });
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Removes what killed processes have left. */
  async sweep(now: Date): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) {
      const path = join(this.folder, name);
      const file = await stat(path).catch(() => undefined);
      if (file && now.getTime() - file.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
    }
  }
}

async function receive(body: Readable, path: string): Promise<string> {
  const digest = createHash('sha256');
  let bytes = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > SHEET_BYTES_MAX) throw new SilianError('sheet_too_large', { limit: SHEET_BYTES_MAX });
      digest.update(chunk);
      yield chunk;
    }
  };
  try {
    // The request itself stays open where a file is refused in the middle: its sender is to be told why.
    const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    await pipeline(counted(chunks), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    if (body.readableAborted || isCutOff(error))
      throw new SilianError('upload_interrupted', {}, undefined, { cause: error });
    throw error;
  }
  return digest.digest('hex');
}

function isCutOff(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
