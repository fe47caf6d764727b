import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { SilianError } from '#core/kernel';
import type { SheetRow } from '../cell.js';
import { CSV_ROW_CHARACTERS_MAX } from '../limits.js';
import { restore } from '../neutral.js';
import { detectDelimiter } from './delimiter.js';
import { readText } from './encoding.js';

/** Enough text to see how columns are told apart. */
const SAMPLE_CHARACTERS = 16_384;

/** The rows of a CSV file, blank ones too. Ends of lines may be those of any system. */
export async function* readCsv(path: string): AsyncGenerator<SheetRow, never[]> {
  const { text, delimiter } = await withDelimiter(readText(path));
  const parser = parse({
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: CSV_ROW_CHARACTERS_MAX,
  });
  pipeline(Readable.from(text), parser, () => undefined);
  let number = 0;
  try {
    for await (const fields of parser as AsyncIterable<string[]>) {
      number += 1;
      yield { number, cells: fields.map(restore) };
    }
  } catch (error) {
    throw error instanceof CsvError ? csvFault(error) : error;
  }
  return [];
}

/** The delimiter that a CSV file is written with. */
export async function delimiterOf(path: string): Promise<string> {
  const { text, delimiter } = await withDelimiter(readText(path));
  await text.return(undefined);
  return delimiter;
}

async function withDelimiter(
  chunks: AsyncGenerator<string>,
): Promise<{ text: AsyncGenerator<string>; delimiter: string }> {
  let sample = '';
  while (sample.length < SAMPLE_CHARACTERS) {
    const next = await chunks.next();
    if (next.done) break;
    sample += next.value;
  }
  return { text: withHead(sample, chunks), delimiter: detectDelimiter(sample.slice(0, SAMPLE_CHARACTERS)) };
}

async function* withHead(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

function csvFault(error: CsvError): SilianError {
  // Rows that came before it may not have been handed on yet.
  const row = Number((error as { records?: unknown }).records ?? 0) + 1;
  const code =
    error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
      ? 'sheet_quote_open'
      : 'sheet_row_broken';
  // The library's message repeats the text at the fault; it stays out of what is shown or logged.
  return new SilianError(code, { row });
}
