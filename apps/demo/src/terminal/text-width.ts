/** Characters that take two columns in a terminal: CJK with its punctuation, Hangul, full-width forms. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** What a terminal shows nothing for: colours, and marks that belong to the character before. */
const INVISIBLE = /\u001b\[[0-9;]*m|\p{Mn}/gu;

/** One colour, or one character. */
const PIECES = /\u001b\[[0-9;]*m|./gsu;

const COLOURS_OFF = '\u001b[0m';

/** How many columns a text takes. Colours take none. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(INVISIBLE, '')) width += WIDE.test(character) ? 2 : 1;
  return width;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - textWidth(text))) + text;
}

/** Cuts a text to the columns there are; what is cut ends with an ellipsis and leaves no colour on. */
export function cut(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const [piece] of text.matchAll(PIECES)) {
    width += textWidth(piece);
    if (width > columns - 1) break;
    kept += piece;
  }
  return `${kept}…${kept.includes('\u001b') ? COLOURS_OFF : ''}`;
}
