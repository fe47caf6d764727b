import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { SheetRow } from '../cell.js';
import { identifySheet, readSheet } from '../read-sheet.js';

/** What is read from a file with these bytes. */
export async function rowsOf(content: string | Buffer | Readable, sheet?: string): Promise<SheetRow[]> {
  const path = join(tmpdir(), `silian-sheet-${randomUUID()}`);
  try {
    await writeFile(path, content);
    return await Readable.from(readSheet(path, await identifySheet(path), sheet)).toArray();
  } finally {
    await rm(path, { force: true });
  }
}

const HEAD = '<?xml version="1.0"?>';

/** An XLSX file with the parts of the smallest one, some of them replaced or added. */
export async function zipOf(parts: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [part, text] of Object.entries({ ...SMALLEST, ...parts }))
    zip.addBuffer(Buffer.from(text), part);
  zip.end();
  return Buffer.concat(await (zip.outputStream as Readable).toArray());
}

/** The sheet part of an XLSX file. */
export function sheetPart(rows: string, behind = ''): string {
  return `${HEAD}<worksheet><sheetData>${rows}</sheetData>${behind}</worksheet>`;
}

const SMALLEST = {
  '_rels/.rels': `${HEAD}<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${HEAD}<workbook xmlns:r="r"><sheets><sheet name="甲" sheetId="1" r:id="r1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    `${HEAD}<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>` +
    '<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/>' +
    '<Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>',
  'xl/worksheets/sheet1.xml': sheetPart('<row r="1"><c r="A1"><v>1</v></c></row>'),
};
