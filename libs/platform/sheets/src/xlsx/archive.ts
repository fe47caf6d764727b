import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { SilianError } from '#core/kernel';
import { ARCHIVE_ENTRIES_MAX } from '../limits.js';

/** The parts of an XLSX file, which is a ZIP archive. Nothing is ever unpacked to a disk. */
export class Archive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  static async open(path: string): Promise<Archive> {
    const zip = await damagedUnlessOpened(() =>
      openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }),
    );
    try {
      return new Archive(zip, await damagedUnlessOpened(() => entriesOf(zip)));
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  close(): void {
    this.zip.close();
  }

  has(part: string): boolean {
    return this.entries.has(part);
  }

  /** A part's bytes, compared with its checksum at the end. Stops at `limit` bytes whatever the archive says of itself. */
  async *read(part: string, limit: number): AsyncGenerator<Buffer> {
    const entry = this.entries.get(part);
    if (!entry || entry.isEncrypted()) throw new SilianError('sheet_damaged', { part });
    const stream = await damagedUnlessOpened(() => this.zip.openReadStreamPromise(entry), part);
    let [bytes, sum] = [0, 0];
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > limit) throw new SilianError('sheet_inflates', { limit, part });
        sum = crc32(chunk, sum);
        yield chunk;
      }
    } catch (error) {
      throw error instanceof SilianError ? error : damaged(part, error);
    } finally {
      stream.destroy();
    }
    if (sum !== entry.crc32) throw damaged(part);
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > ARCHIVE_ENTRIES_MAX) throw damaged('zip');
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  return entries;
}

async function damagedUnlessOpened<T>(work: () => Promise<T>, part = 'zip'): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SilianError ? error : damaged(part, error);
  }
}

function damaged(part: string, cause?: unknown): SilianError {
  return new SilianError('sheet_damaged', { part }, undefined, { cause });
}
