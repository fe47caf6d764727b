import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { RecordType } from '#core/catalogue';
import { SilianError } from '#core/kernel';
import type { Caller } from '#platform/identity';
import { Queues } from '#platform/queues';
import {
  beginImportPass,
  countImports,
  Database,
  deleteImport,
  findImport,
  listImports,
  rememberMapping,
  remapImport,
  stopImportPass,
  wrongRowsAfter,
  type ImportState,
  type SheetImport,
} from '#platform/storage';
import { CurrentCatalogue } from '#features/ledger';
import { Jurisdiction, UnitTree } from '#features/units';
import { assertMapping, missingIn, type Mapping } from '../form/mapping.js';
import type { RowFault } from './faults.js';
import { importView, mappingOf, typeOf, type ImportView } from './import-view.js';
import { SheetIntake } from './intake.js';
import { Spool } from './spool.js';

/** Sheets that a unit keeps at a time: each holds a copy of its rows. */
const IMPORTS_MAX = 100;

/** Wrong rows that one answer names; the result sheet has them all. */
const WRONG_ROWS_MAX = 100;

/** Where columns may be mapped anew, or rows checked again. */
const AT_REST: readonly ImportState[] = ['mapping', 'checked', 'cancelled', 'done'];

export interface Upload {
  readonly type: string;
  readonly fileName: string;
  readonly unit?: string;
  readonly sheet?: string;
}

export interface WrongRow {
  readonly row: number;
  readonly errors: readonly RowFault[];
}

/** The desk at which sheets are handed in, mapped, checked and written. Each unit sees its own only. */
@Injectable()
export class Imports {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(UnitTree) private readonly tree: UnitTree,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(Spool) private readonly spool: Spool,
    @Inject(SheetIntake) private readonly intake: SheetIntake,
  ) {}

  async upload(
    caller: Caller,
    { type: code, fileName, unit, sheet }: Upload,
    body: Readable,
  ): Promise<ImportView> {
    const type = this.current.catalogue.types.get(code);
    if (!type) throw new SilianError('type_unknown', { type: code });
    if (unit !== undefined) this.assertUnit(caller, unit);
    const { sql } = this.database;
    if ((await countImports(sql, caller.unit)) >= IMPORTS_MAX) {
      throw new SilianError('imports_too_many', { limit: IMPORTS_MAX });
    }
    const own = unit ?? (this.canBeFor(type, caller.unit) ? caller.unit : null);
    const about = { caller, type, fileName, unit: own, ...(sheet === undefined ? {} : { sheet }) };
    const id = await this.spool.with(body, (file) => this.intake.take(file, about));
    return this.read(caller, id);
  }

  async read(caller: Caller, id: string): Promise<ImportView> {
    return importView(await this.require(caller, id), this.current.catalogue);
  }

  async list(caller: Caller): Promise<ImportView[]> {
    const rows = await listImports(this.database.sql, caller.unit, IMPORTS_MAX);
    return rows.map((row) => importView(row, this.current.catalogue));
  }

  async wrongRows(caller: Caller, id: string, after: number): Promise<WrongRow[]> {
    await this.require(caller, id);
    const rows = await wrongRowsAfter(this.database.sql, id, after, WRONG_ROWS_MAX);
    return rows.map(({ number, faults }) => ({ row: number, errors: JSON.parse(faults) as RowFault[] }));
  }

  /** Sets the mapping, and remembers it for the unit's next sheet of this form. */
  async map(caller: Caller, id: string, mapping: Mapping): Promise<ImportView> {
    const item = await this.require(caller, id);
    assertMapping(mapping, this.requireType(item), item.headings.length);
    if (mapping.unit && 'value' in mapping.unit) this.assertUnit(caller, mapping.unit.value);
    const { unit, type, headerDigest } = item;
    const done = await this.database.transaction(async (tx) => {
      const mapped = await remapImport(tx, id, mapping, AT_REST);
      if (mapped) await rememberMapping(tx, { unit, type, headerDigest }, mapping);
      return mapped;
    });
    return this.afterwards(caller, id, done);
  }

  /** Compares every row with what is stored; writes nothing. */
  async check(caller: Caller, id: string): Promise<ImportView> {
    return this.begin(caller, await this.requireMapped(caller, id), 'checking');
  }

  /** Writes the sound rows. With `refuse`, nothing is written unless a check has found all of them sound. */
  async commit(caller: Caller, id: string, wrong: 'skip' | 'refuse'): Promise<ImportView> {
    const item = await this.requireMapped(caller, id);
    if (wrong === 'refuse') {
      if (item.state !== 'checked') throw new SilianError('import_state', { state: item.state });
      if (item.wrong > 0) throw new SilianError('import_has_wrong_rows', { count: item.wrong });
    }
    return this.begin(caller, item, 'writing');
  }

  /** What has been written stays; the rest is not. A check goes back to the mapping. */
  async cancel(caller: Caller, id: string): Promise<ImportView> {
    const { state } = await this.require(caller, id);
    const done =
      state === 'checking' || state === 'writing'
        ? await this.database.transaction((tx) =>
            stopImportPass(tx, id, state, state === 'checking' ? 'mapping' : 'cancelled'),
          )
        : false;
    return this.afterwards(caller, id, done);
  }

  async remove(caller: Caller, id: string): Promise<void> {
    const { state } = await this.require(caller, id);
    const removed = await this.database.transaction((tx) => deleteImport(tx, id, caller.unit));
    if (!removed) throw new SilianError('import_state', { state });
  }

  async require(caller: Caller, id: string): Promise<SheetImport> {
    const item = await findImport(this.database.sql, id, caller.unit);
    if (!item) throw new SilianError('import_unknown');
    return item;
  }

  private async begin(
    caller: Caller,
    { id }: SheetImport,
    state: 'checking' | 'writing',
  ): Promise<ImportView> {
    const from = state === 'checking' ? AT_REST : AT_REST.filter((rest) => rest !== 'done');
    const begun = await this.database.transaction((tx) => beginImportPass(tx, id, state, from));
    if (begun) this.queues.wake('imports');
    return this.afterwards(caller, id, begun);
  }

  private async afterwards(caller: Caller, id: string, done: boolean): Promise<ImportView> {
    const view = await this.read(caller, id);
    if (!done) throw new SilianError('import_state', { state: view.state });
    return view;
  }

  private async requireMapped(caller: Caller, id: string): Promise<SheetImport> {
    const item = await this.require(caller, id);
    const missing = missingIn(mappingOf(item), this.requireType(item));
    if (missing.length > 0)
      throw new SilianError('import_mapping_incomplete', { missing: missing.join('、') });
    return item;
  }

  private requireType(item: SheetImport): RecordType {
    const type = typeOf(item, this.current.catalogue);
    if (!type) throw new SilianError('type_unknown', { type: item.type });
    return type;
  }

  private assertUnit(caller: Caller, unit: string): void {
    this.tree.requireKnown(unit);
    this.jurisdiction.assertScope(caller, unit);
  }

  private canBeFor(type: RecordType, unit: string): boolean {
    const level = this.tree.find(unit)?.level;
    return level !== undefined && type.enteredAt.includes(level);
  }
}
