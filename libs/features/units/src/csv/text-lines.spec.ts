import { Readable } from 'node:stream';
import { LINE_BYTES_MAX, readTextLines } from './text-lines.js';

function linesOf(...chunks: (string | Buffer)[]): Promise<{ number: number; text: string }[]> {
  return Readable.from(readTextLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))).toArray();
}

describe('lines of a stream', () => {
  it('counts from 1, needs no line feed at the end and keeps blank lines', async () => {
    expect(await linesOf('a\n\nb')).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: '' },
      { number: 3, text: 'b' },
    ]);
  });

  it('puts characters together that a chunk cuts in two', async () => {
    const bytes = Buffer.from('晋城\n阳城\n');
    const single = [...bytes].map((byte) => Buffer.from([byte]));
    expect((await linesOf(...single)).map(({ text }) => text)).toEqual(['晋城', '阳城']);
  });

  it('drops a byte order mark from the first line only', async () => {
    expect((await linesOf('\ufeffa\n\ufeffb')).map(({ text }) => text)).toEqual(['a', '\ufeffb']);
  });

  it('refuses another encoding and says on which line', async () => {
    const gb18030 = Buffer.from([0xbd, 0xfa, 0xb3, 0xc7]);
    await expect(linesOf('code,name\n1405,', gb18030, '\n')).rejects.toMatchObject({
      params: { line: 2, rule: 'the text is not UTF-8' },
    });
  });

  it('refuses a line without an end before it fills the memory', async () => {
    let given = 0;
    const endless = Readable.from(
      (function* () {
        for (; given < 1_000; given += 1) yield Buffer.alloc(1_024, 'x');
      })(),
    );
    await expect(Readable.from(readTextLines(endless)).toArray()).rejects.toMatchObject({
      params: { line: 1, rule: `the line is longer than ${LINE_BYTES_MAX} bytes` },
    });
    expect(given).toBeLessThan(100);
  });
});
