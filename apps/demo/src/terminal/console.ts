import type { WriteStream } from 'node:tty';
import { createPaint, type Paint } from './paint.js';
import { cut } from './text-width.js';

/** What a stream that is no terminal is taken to show in one line. */
const COLUMNS_DEFAULT = 120;
const ROWS_DEFAULT = 24;

const CLEAR_TO_END_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** Where people read. On a terminal the last lines can be drawn again and again; elsewhere nothing is drawn. */
export class Console {
  readonly paint: Paint;
  private drawn = 0;

  constructor(private readonly stream: WriteStream) {
    this.paint = createPaint(this.isTerminal && stream.hasColors());
  }

  get isTerminal(): boolean {
    return this.stream.isTTY;
  }

  get columns(): number {
    return this.isTerminal ? this.stream.columns : COLUMNS_DEFAULT;
  }

  /** A line that stays. */
  line(text = ''): void {
    this.erase();
    this.stream.write(`${text}\n`);
  }

  /** Shows these lines in place of those drawn before. No more than the screen holds: others could not be erased. */
  draw(lines: readonly string[]): void {
    if (!this.isTerminal) return;
    const rows = (this.stream.rows || ROWS_DEFAULT) - 1;
    const shown = lines.slice(0, rows).map((line) => cut(line, this.columns));
    const body = shown.map((line) => `${line}${CLEAR_TO_END_OF_LINE}\n`).join('');
    this.stream.write(`${HIDE_CURSOR}${this.back()}${body}${CLEAR_BELOW}`);
    this.drawn = shown.length;
  }

  /** Leaves what is drawn where it is: later lines come below. */
  keep(): void {
    if (this.drawn > 0) this.stream.write(SHOW_CURSOR);
    this.drawn = 0;
  }

  private erase(): void {
    if (this.drawn > 0) this.stream.write(`${this.back()}${CLEAR_BELOW}${SHOW_CURSOR}`);
    this.drawn = 0;
  }

  private back(): string {
    return this.drawn > 0 ? `\u001b[${this.drawn}A\r` : '';
  }
}
