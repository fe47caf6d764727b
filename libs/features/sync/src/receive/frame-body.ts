import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { SilianError } from '#core/kernel';
import { decodeFrame, FRAME_BYTES_MAX, FrameFault, readUtf8, type Segment } from '#core/protocol';

const decompress = promisify(gunzip);

/** The segments of a frame as it came; throws what is wrong with it. */
export async function openFrame(
  body: Buffer,
  encoding: string | string[] | undefined,
): Promise<readonly Segment[]> {
  return readFrame(await inflate(body, encoding));
}

async function inflate(body: Buffer, encoding: string | string[] | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip') throw new SilianError('media_type_unsupported');
  try {
    return await decompress(body, { maxOutputLength: FRAME_BYTES_MAX });
  } catch (error) {
    const tooLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    if (tooLarge) throw new SilianError('frame_too_large', { limit: FRAME_BYTES_MAX });
    throw new SilianError('frame_malformed', { rule: 'the body is not gzip' });
  }
}

function readFrame(body: Buffer): readonly Segment[] {
  const text = readUtf8(body);
  if (text === undefined) throw new SilianError('frame_malformed', { rule: 'the text is not UTF-8' });
  try {
    return decodeFrame(text);
  } catch (error) {
    if (!(error instanceof FrameFault)) throw error;
    throw new SilianError('frame_malformed', { rule: error.message });
  }
}
