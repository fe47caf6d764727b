import { canonicalJson, isLevel, unitLevel, type Level } from '#core/kernel';
import { ByteSource, readUtf8 } from '../byte-source.js';
import { isInstant } from '../instant.js';
import { FRAME_BYTES_MAX } from '../limits.js';
import { RunningDigest } from '../running-digest.js';

/** Why an export cannot be read. It says what and where (`header`, `frame 3`, `end`), never the content. */
export class ExportFault extends Error {
  constructor(
    readonly rule: 'malformed' | 'version' | 'altered' | 'truncated',
    readonly place: string,
  ) {
    super(`${rule} (${place})`);
    this.name = 'ExportFault';
  }
}

export interface ExportHeader {
  /** The node that wrote it. */
  readonly unit: string;
  /** Sections below this level are withheld, where they were not withheld before. */
  readonly level: Level;
  readonly madeAt: string;
}

const MAGIC = 'silian-export/1';

/** Makes an export piece by piece: `begin`, a `frame` for each frame, `end`. It is plain text: anybody may read it. */
export class ExportWriter {
  private readonly header: string;
  private readonly running: RunningDigest;

  constructor(header: ExportHeader) {
    this.header = canonicalJson({ ...header });
    this.running = new RunningDigest(`${MAGIC}\n${this.header}`);
  }

  begin(): Buffer {
    return Buffer.from(`${MAGIC}\n${this.header}\n`);
  }

  frame(text: string): Buffer {
    this.running.take(text);
    return Buffer.from(`frame ${Buffer.byteLength(text)}\n${text}\n`);
  }

  end(): Buffer {
    return Buffer.from(`${endLine(this.running)}\n`);
  }
}

function endLine({ count, current }: RunningDigest): string {
  return `end ${count} ${current}`;
}

/** First lines and lengths are short. */
const LINE_BYTES_MAX = 1_024;

/** Opens an export; `frames` gives the frames' texts in order, once, and throws where the file is not as it was written. */
export async function openExport(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly header: ExportHeader; readonly frames: AsyncGenerator<string, void, undefined> }> {
  const source = new ByteSource(bytes);
  const first = await readLine(source, 'header');
  if (!first.startsWith('silian-export/')) throw new ExportFault('malformed', 'header');
  if (first !== MAGIC) throw new ExportFault('version', 'header');
  const line = await readLine(source, 'header');
  const header = readHeader(line);
  return { header, frames: readFrames(source, new RunningDigest(`${MAGIC}\n${line}`)) };
}

async function readLine(source: ByteSource, place: string): Promise<string> {
  const line = await source.line(LINE_BYTES_MAX);
  if (line === 'end') throw new ExportFault('truncated', place);
  const text = line === 'long' ? undefined : readUtf8(line);
  if (text === undefined) throw new ExportFault('malformed', place);
  return text;
}

function readHeader(line: string): ExportHeader {
  try {
    const { unit, level, madeAt } = (JSON.parse(line) ?? {}) as Partial<Record<string, unknown>>;
    const sound =
      typeof unit === 'string' && unitLevel(unit) !== undefined && isLevel(level) && isInstant(madeAt);
    if (sound) return { unit, level, madeAt };
  } catch {
    // No JSON: as malformed as any other.
  }
  throw new ExportFault('malformed', 'header');
}

const FRAME_LINE = /^frame ([1-9]\d{0,7})$/;

async function* readFrames(
  source: ByteSource,
  running: RunningDigest,
): AsyncGenerator<string, void, undefined> {
  for (;;) {
    const place = `frame ${running.count + 1}`;
    const line = await readLine(source, place);
    if (line.startsWith('end ')) {
      if (line !== endLine(running)) throw new ExportFault('altered', 'end');
      if (!(await source.atEnd())) throw new ExportFault('altered', 'end');
      return;
    }
    const length = Number(FRAME_LINE.exec(line)?.[1]);
    if (!(length <= FRAME_BYTES_MAX)) throw new ExportFault('malformed', place);
    const taken = await source.take(length + 1);
    if (!taken) throw new ExportFault('truncated', place);
    const text = taken.at(-1) === 0x0a ? readUtf8(taken.subarray(0, -1)) : undefined;
    if (text === undefined) throw new ExportFault('malformed', place);
    running.take(text);
    yield text;
  }
}
