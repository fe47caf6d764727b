import { Inject, Injectable } from '@nestjs/common';
import type { RecordType } from '#core/catalogue';
import { writeSheet, type Cell } from '#platform/sheets';
import { Database, judgedRowsAfter, type ResultRows, type SheetImport } from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { ERRORS_HEADING, WARNINGS_HEADING } from '../form/headings.js';
import { faultsText, type RowFault } from './faults.js';
import { typeOf } from './import-view.js';

/** Rows that one statement reads. */
const PAGE_SIZE = 500;

/** An import's sheet as it came, with what is wrong and what is worth a second look in its last columns. */
@Injectable()
export class ResultSheet {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
  ) {}

  write(item: SheetImport, wanted: ResultRows): ReturnType<typeof writeSheet> {
    const rows = this.rows(item, wanted, typeOf(item, this.current.catalogue));
    return writeSheet(item.format, [{ name: 'Sheet1', rows, headings: 1 }], item.delimiter);
  }

  private async *rows(
    item: SheetImport,
    wanted: ResultRows,
    type: RecordType | undefined,
  ): AsyncGenerator<readonly Cell[]> {
    const added = new AddedColumns(item.headings, [ERRORS_HEADING, WARNINGS_HEADING]);
    const words = (faults: string | null): Cell =>
      faults === null ? null : faultsText(JSON.parse(faults) as RowFault[], type);
    yield added.to(item.headings, [ERRORS_HEADING, WARNINGS_HEADING]);
    for (let after = item.headerRow; ;) {
      const page = await judgedRowsAfter(this.database.sql, item.id, after, PAGE_SIZE, wanted);
      for (const { cells, faults, warnings } of page)
        yield added.to(JSON.parse(cells) as Cell[], [words(faults), words(warnings)]);
      if (page.length < PAGE_SIZE) return;
      after = page.at(-1)?.number ?? after;
    }
  }
}

/** Columns behind those of a sheet. An uploaded result has them already: its texts are of the last time. */
class AddedColumns {
  private readonly places: readonly number[];

  constructor(present: readonly string[], added: readonly string[]) {
    const headings = [...present];
    this.places = added.map((heading) => {
      const place = headings.indexOf(heading);
      return place >= 0 ? place : headings.push(heading) - 1;
    });
  }

  to(cells: readonly Cell[], added: readonly Cell[]): Cell[] {
    const row = [...cells];
    for (const [index, place] of this.places.entries()) {
      while (row.length < place) row.push(null);
      row[place] = added[index] ?? null;
    }
    return row;
  }
}
