/** Takes bytes in the pieces in which they are wanted from the pieces in which they come. Holds no more than it must. */
export class ByteSource {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private held: Buffer = Buffer.alloc(0);
  private ended = false;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.iterator = bytes[Symbol.asyncIterator]();
  }

  /** The next so many bytes; undefined where fewer are left. */
  async take(count: number): Promise<Buffer | undefined> {
    await this.fill(count);
    if (this.held.length < count) return undefined;
    const taken = this.held.subarray(0, count);
    this.held = this.held.subarray(count);
    return taken;
  }

  /**
   * The next line without its line feed. `end` where the bytes end before it, `long` where it has more than `bytesMax`.
   */
  async line(bytesMax: number): Promise<Buffer | 'end' | 'long'> {
    for (let want = Math.min(LINE_STEP_BYTES, bytesMax + 1); ; want = Math.min(2 * want, bytesMax + 1)) {
      await this.fill(want);
      const at = this.held.subarray(0, bytesMax + 1).indexOf(0x0a);
      if (at >= 0) {
        const line = this.held.subarray(0, at);
        this.held = this.held.subarray(at + 1);
        return line;
      }
      if (this.held.length > bytesMax) return 'long';
      if (this.ended) return 'end';
    }
  }

  async atEnd(): Promise<boolean> {
    await this.fill(1);
    return this.held.length === 0;
  }

  private async fill(count: number): Promise<void> {
    if (this.held.length >= count || this.ended) return;
    const pieces = [this.held];
    for (let length = this.held.length; length < count;) {
      const next = await this.iterator.next();
      if (next.done) {
        this.ended = true;
        break;
      }
      pieces.push(Buffer.from(next.value));
      length += next.value.byteLength;
    }
    this.held = Buffer.concat(pieces);
  }
}

/** A first look for a line's end: most lines are shorter. */
const LINE_STEP_BYTES = 1_024;

/** Strict UTF-8, with a byte order mark taken for the character that it is; undefined where the bytes are none. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
