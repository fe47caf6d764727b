import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { SilianError } from '#core/kernel';

type Encoding = 'utf-8' | 'utf-16le' | 'gb18030';

/** A text file's characters in chunks. Spreadsheets in China save UTF-8 with a byte order mark, or GB18030 without one. */
export async function* readText(path: string): AsyncGenerator<string> {
  const encoding = await detectEncoding(path);
  for await (const text of decoded(path, encoding)) {
    if (text.includes('\0')) throw new SilianError('sheet_format_unknown');
    yield text;
  }
}

async function detectEncoding(path: string): Promise<Encoding> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    if (buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le';
  } finally {
    await file.close();
  }
  // Text that is valid UTF-8 throughout and yet another encoding does not happen with more than a few words.
  for (const encoding of ['utf-8', 'gb18030'] as const)
    if (await isEncodedAs(path, encoding)) return encoding;
  throw new SilianError('sheet_encoding');
}

async function isEncodedAs(path: string, encoding: Encoding): Promise<boolean> {
  try {
    for await (const _ of decoded(path, encoding));
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}

/** Throws where the bytes are not of this encoding. A byte order mark is left out. */
async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}
