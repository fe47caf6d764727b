import { SilianError } from '#core/kernel';
import type { SheetRow } from '../cell.js';
import { SHEET_XML_BYTES_MAX } from '../limits.js';
import { Archive } from './archive.js';
import { SharedTexts } from './shared-texts.js';
import { SheetRows } from './sheet-rows.js';
import { readWorkbook } from './workbook.js';
import { readXml } from './xml.js';

/** Merged cells of a sheet, known when all of its rows have been read. */
export interface MergedRange {
  readonly range: string;
  /** The last row that it touches. */
  readonly lastRow: number;
}

/** The rows of one sheet of an XLSX file, by its name or the first one that is shown. Returns what is merged in it. */
export async function* readXlsx(path: string, name?: string): AsyncGenerator<SheetRow, MergedRange[]> {
  const archive = await Archive.open(path);
  try {
    const workbook = await readWorkbook(archive);
    const sheet =
      name === undefined ? workbook.sheets[0] : workbook.sheets.find((each) => each.name === name);
    if (!sheet) throw new SilianError('sheet_unknown');
    const texts = await SharedTexts.read(archive, workbook.sharedTexts);
    const rows = new SheetRows(sheet.part, workbook, texts);
    for await (const _ of readXml(sheet.part, archive.read(sheet.part, SHEET_XML_BYTES_MAX), rows))
      yield* rows.take();
    return rows.merges.map((range) => ({ range, lastRow: Number(/(\d+)$/.exec(range)?.[1] ?? 0) }));
  } finally {
    archive.close();
  }
}
