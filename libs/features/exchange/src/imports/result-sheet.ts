import { Inject, Injectable } from '@nestjs/common';
import type { RecordType } from '#core/catalogue';
import { writeSheet, type Cell } from '#platform/sheets';
import { Database, judgedRowsAfter, type SheetImport } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { ERRORS_HEADING } from '../form/headings.js';
import { faultsText, type RowFault } from './faults.js';
import { typeOf } from './import-view.js';

/** Rows that one statement reads. */
const PAGE_SIZE = 500;

/** An import's sheet as it came, with what is wrong in a last column. */
@Injectable()
export class ResultSheet {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
  ) {}

  write(item: SheetImport, onlyWrong: boolean): ReturnType<typeof writeSheet> {
    const rows = this.rows(item, onlyWrong, typeOf(item, this.current.catalogue));
    return writeSheet(item.format, [{ name: 'Sheet1', rows, headings: 1 }], item.delimiter);
  }

  private async *rows(
    item: SheetImport,
    onlyWrong: boolean,
    type: RecordType | undefined,
  ): AsyncGenerator<readonly Cell[]> {
    // An uploaded result has the column already: its texts are of the last time.
    const before = item.headings.indexOf(ERRORS_HEADING);
    const at = before >= 0 ? before : item.headings.length;
    yield withLast(item.headings, at, ERRORS_HEADING);
    for (let after = item.headerRow; ;) {
      const page = await judgedRowsAfter(this.database.sql, item.id, after, PAGE_SIZE, onlyWrong);
      for (const { cells, faults } of page) {
        const text = faults === null ? null : faultsText(JSON.parse(faults) as RowFault[], type);
        yield withLast(JSON.parse(cells) as Cell[], at, text);
      }
      if (page.length < PAGE_SIZE) return;
      after = page.at(-1)?.number ?? after;
    }
  }
}

function withLast(cells: readonly Cell[], at: number, last: Cell): Cell[] {
  const row = [...cells];
  while (row.length < at) row.push(null);
  row[at] = last;
  return row;
}
