/**
 * What a spreadsheet takes for the beginning of a formula. The full-width forms are taken so by spreadsheets of East Asia.
 * Apostrophes may stand before it: they are what keeps a cell from being evaluated, and one more must not be lost.
 */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const KEPT_FROM_EVALUATION = /^'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** The text as a cell that no spreadsheet evaluates. `restore` takes the apostrophe away again. */
export function neutralise(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text that was neutralised; any other text as it is. */
export function restore(text: string): string {
  return KEPT_FROM_EVALUATION.test(text) ? text.slice(1) : text;
}

/** For cells that are texts by their type, so that only a text's own apostrophe has to outlast `restore`. */
export function keepApostrophe(text: string): string {
  return KEPT_FROM_EVALUATION.test(text) ? `'${text}` : text;
}
