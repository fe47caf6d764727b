import type { TierReport } from '../checks/index.js';
import type { AnsweredMistake } from '../entering/index.js';
import { cut, padEnd, padStart, type Console } from '../terminal/index.js';

/** Some messages list all that would be allowed. */
const MESSAGE_COLUMNS = 64;

/** What was wrong, the code of the answer, and its words. */
export function showMistakes(console: Console, answers: readonly AnsweredMistake[]): void {
  const { dim, accent } = console.paint;
  for (const { what, expected, message } of answers) {
    console.line(
      `    ${padEnd(what, 42)}${accent(padEnd(expected, 20))}${dim(cut(message.zh, MESSAGE_COLUMNS))}`,
    );
  }
}

export function showTiers(console: Console, tiers: readonly TierReport[]): void {
  const { bold, good, bad } = console.paint;
  const verdict = (ok: boolean): string => (ok ? good(padStart('holds', 10)) : bad(padStart('BROKEN', 10)));
  const numbers = (value: number): string => padStart(value.toLocaleString('en'), 10);
  console.line();
  console.line(bold(`    ${padEnd('tier', 12)}     units   records    chains   recount`));
  for (const { level, units, records, chainOk, recountOk } of tiers) {
    console.line(
      `    ${padEnd(level, 12)}${numbers(units)}${numbers(records)}${verdict(chainOk)}${verdict(recountOk)}`,
    );
  }
  console.line();
}
