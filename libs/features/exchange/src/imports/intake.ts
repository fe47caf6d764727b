import { hash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { RecordType } from '#core/catalogue';
import { SilianError } from '#core/kernel';
import type { Caller } from '#platform/identity';
import { identifySheet, isBlank, readSheet, type SheetRow } from '#platform/sheets';
import {
  addSheetRows,
  completeImport,
  createImport,
  Database,
  rememberedMapping,
  type NewSheetImport,
  type Sql,
  type StoredSheetRow,
} from '#platform/storage';
import { plainHeading } from '../form/headings.js';
import { assertMapping, type Mapping } from '../form/mapping.js';
import { headingScore, proposeMapping } from '../form/proposal.js';
import { trimmed } from '../form/read-value.js';
import type { Spooled } from './spool.js';

/** Rows in one statement, and characters of their JSON: rows may be long. */
const BATCH_SIZE = 1_000;
const BATCH_CHARACTERS = 1024 * 1024;

/** Titles and notes stand above the headings, but not many rows of them. */
const HEADING_ROWS_MAX = 10;

export interface Intake {
  readonly caller: Caller;
  readonly type: RecordType;
  readonly fileName: string;
  /** The one unit of all rows, where the sheet has no column for it. */
  readonly unit: string | null;
  readonly sheet?: string;
}

/** Takes a file's rows into the database, as they are. A file that cannot be read to its end leaves nothing. */
@Injectable()
export class SheetIntake {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The new import's id. */
  take(file: Spooled, intake: Intake): Promise<string> {
    return this.database.transaction((tx) => this.takeIn(tx, file, intake));
  }

  private async takeIn(tx: Sql, { path, digest }: Spooled, intake: Intake): Promise<string> {
    const id = randomUUID();
    const identified = await identifySheet(path);
    const rows = readSheet(path, identified, intake.sheet);
    try {
      const head = await firstRows(rows);
      const header = headerOf(head.rows, intake.type);
      await createImport(tx, {
        id,
        unit: intake.caller.unit,
        type: intake.type.code,
        fileName: intake.fileName,
        ...identified,
        digest,
        ...(await this.mapped(tx, header, intake)),
        state: 'mapping',
        rows: 0,
        position: header.number,
      });
      const batches = new Batches((batch) => addSheetRows(tx, id, batch));
      for (const row of head.rows) await batches.add(row);
      let { last } = head;
      while (!last.done) {
        last = await rows.next();
        if (!last.done) await batches.add(last.value);
      }
      await batches.flush();
      assertUnmerged(last.value, header.number);
      const above = head.rows.filter((row) => row.number <= header.number).length;
      if (batches.count <= above) throw new SilianError('sheet_empty');
      await completeImport(tx, id, batches.count - above);
      return id;
    } finally {
      await rows.return([]);
    }
  }

  private async mapped(tx: Sql, header: SheetRow, { caller, type, unit }: Intake) {
    const headings = header.cells.map(trimmed);
    const headerDigest = hash('sha256', headings.map(plainHeading).join('\n'), 'hex');
    const key = { unit: caller.unit, type: type.code, headerDigest };
    const remembered = (await rememberedMapping(tx, key)) as Mapping | undefined;
    const usable = remembered !== undefined && fits(remembered, type, headings.length);
    const mapping = usable ? remembered : proposeMapping(type, headings, unit);
    const mappedBy: NewSheetImport['mappedBy'] = usable ? 'memory' : 'proposal';
    return { headerRow: header.number, headerDigest, headings, mapping, mappedBy };
  }
}

/** A remembered mapping may name a field that the catalogue has no more. */
function fits(mapping: Mapping, type: RecordType, columns: number): boolean {
  try {
    assertMapping(mapping, type, columns);
    return true;
  } catch {
    return false;
  }
}

type Rows = ReturnType<typeof readSheet>;
type Next = Awaited<ReturnType<Rows['next']>>;

async function firstRows(rows: Rows): Promise<{ rows: SheetRow[]; last: Next }> {
  const first: SheetRow[] = [];
  for (;;) {
    const last = await rows.next();
    if (!last.done) first.push(last.value);
    if (last.done || first.length >= HEADING_ROWS_MAX) return { rows: first, last };
  }
}

/** The row with most headings of this type; the first one with more than one cell where none has any. */
function headerOf(rows: readonly SheetRow[], type: RecordType): SheetRow {
  let best: { row: SheetRow; score: number } | undefined;
  for (const row of rows) {
    const score = headingScore(type, row.cells.map(trimmed));
    if (score > (best?.score ?? 0)) best = { row, score };
  }
  const found =
    best?.row ?? rows.find(({ cells }) => cells.filter((cell) => !isBlank(cell)).length > 1) ?? rows[0];
  if (!found) throw new SilianError('sheet_empty');
  return found;
}

function assertUnmerged(merged: readonly { range: string; lastRow: number }[], headerRow: number): void {
  const within = merged.find(({ lastRow }) => lastRow > headerRow);
  if (within) throw new SilianError('sheet_merged', { range: within.range.slice(0, 32) });
}

/** Collects rows until they are worth a statement. */
class Batches {
  count = 0;
  private rows: StoredSheetRow[] = [];
  private characters = 0;

  constructor(private readonly write: (rows: readonly StoredSheetRow[]) => Promise<void>) {}

  async add({ number, cells }: SheetRow): Promise<void> {
    const row = { number, cells: JSON.stringify(cells) };
    this.count += 1;
    this.rows.push(row);
    this.characters += row.cells.length;
    if (this.rows.length >= BATCH_SIZE || this.characters >= BATCH_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    const { rows } = this;
    this.rows = [];
    this.characters = 0;
    if (rows.length > 0) await this.write(rows);
  }
}
