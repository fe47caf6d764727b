import { isUtf8 } from 'node:buffer';
import { unitsFileInvalid } from '../units-file-error.js';

/** A line as it stands in the file, counted from 1, without its line feed. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
}

/** Keeps a file without line feeds, such as a picture, from being held in memory whole. */
export const LINE_BYTES_MAX = 16_384;

/** Ends a stream that never does. The whole country has 620,573 communities. */
export const LINES_MAX = 1_000_000;

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = '\ufeff';

/** Cuts a stream of bytes into lines of UTF-8, holding no more than one chunk and one line. */
export async function* readTextLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<TextLine> {
  let number = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      yield textLine(++number, bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    assertLength(number + 1, rest);
  }
  if (rest.length > 0) yield textLine(number + 1, rest);
}

function textLine(number: number, bytes: Buffer): TextLine {
  if (number > LINES_MAX) throw unitsFileInvalid(number, `the file has more than ${LINES_MAX} lines`);
  assertLength(number, bytes);
  if (!isUtf8(bytes)) throw unitsFileInvalid(number, 'the text is not UTF-8');
  const text = bytes.toString('utf8');
  return { number, text: number === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text };
}

function assertLength(number: number, bytes: Buffer): void {
  if (bytes.length > LINE_BYTES_MAX) {
    throw unitsFileInvalid(number, `the line is longer than ${LINE_BYTES_MAX} bytes`);
  }
}
