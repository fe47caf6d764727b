import { bar } from './bar.js';
import type { Console } from './console.js';
import { padEnd, padStart } from './text-width.js';

const LABEL_COLUMNS = 27;
const BAR_COLUMNS = 30;

/** A redraw costs the terminal more than the work it shows; ten in a second look smooth. */
const REDRAW_AFTER_MS = 100;

/** One step of work with its bar. Where there is no terminal, one line says that the step is done. */
export class Progress {
  private readonly started = performance.now();
  private drawnAt = -Infinity;

  constructor(
    private readonly console: Console,
    private readonly label: string,
    private readonly total: number,
  ) {}

  /** How much of the total is done by now, and what is in hand. */
  show(done: number, detail = ''): void {
    const now = performance.now();
    if (now - this.drawnAt < REDRAW_AFTER_MS && done < this.total) return;
    this.drawnAt = now;
    const { accent, dim } = this.console.paint;
    const drawing = accent(bar(this.total === 0 ? 1 : done / this.total, BAR_COLUMNS));
    const count = `${padStart(grouped(done), 7)} / ${grouped(this.total)}`;
    this.console.draw([`  ${padEnd(this.label, LABEL_COLUMNS)}${drawing}${count}  ${dim(detail)}`]);
  }

  /** Replaces the bar by a line that stays. */
  finish(result: string, isGood = true): void {
    const { good, bad, dim } = this.console.paint;
    const seconds = `${((performance.now() - this.started) / 1_000).toFixed(1)} s`;
    const mark = isGood ? good('✓') : bad('✗');
    this.console.line(`${mark} ${padEnd(this.label, LABEL_COLUMNS)}${dim(padStart(seconds, 7))}  ${result}`);
  }
}

function grouped(value: number): string {
  return value.toLocaleString('en');
}
