import { Inject, Injectable } from '@nestjs/common';
import { isDay, SilianError } from '#core/kernel';
import type { Caller } from '#platform/identity';
import type { Cell } from '#platform/sheets';
import { CurrentCatalogue } from '#features/ledger';
import { RecordPages, type PagesQuery } from '#features/records';
import { UnitTree } from '#features/units';
import { RowWriter } from '../form/show-value.js';

/** Records of one type as a sheet, with the fields that the caller may see. */
@Injectable()
export class RecordSheet {
  constructor(
    @Inject(RecordPages) private readonly pages: RecordPages,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
  ) {}

  /** Throws at once where the caller may not ask; rows are read as they are written. */
  rows(caller: Caller, query: PagesQuery): { rows: AsyncGenerator<readonly Cell[]>; title: string } {
    for (const [field, day] of Object.entries({ from: query.from, to: query.to })) {
      if (day === undefined || isDay(day)) continue;
      throw new SilianError('query_invalid', {}, [{ field, rules: ['must be a day that exists'] }]);
    }
    const { type, fields } = this.pages.visible(caller, query);
    const entered = fields.filter((field) => !field.derived);
    const nameOf = (unit: string): string => this.tree.dated.ever.find(unit)?.name ?? '';
    const writer = new RowWriter(type, entered, this.current.catalogue, nameOf);
    return { rows: this.read(caller, query, writer), title: type.zh };
  }

  private async *read(caller: Caller, query: PagesQuery, writer: RowWriter): AsyncGenerator<readonly Cell[]> {
    yield writer.headings();
    for await (const page of this.pages.read(caller, query)) yield* page.map((record) => writer.row(record));
  }
}
