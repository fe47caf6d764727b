import { Inject, Injectable } from '@nestjs/common';
import { codeLength, mayReach, SilianError } from '#core/kernel';
import { fromScaled, toNumber, type CellsTerm, type TallyTerm, type WindowDays } from '#core/statistics';
import { NODE_CONFIG, type NodeConfig } from '#platform/config';
import type { Caller } from '#platform/identity';
import {
  Database,
  listRecords,
  newestBuckets,
  unitsKeeping,
  type RecordWithEntry,
  type Sql,
} from '#platform/storage';
import { CurrentCatalogue, Ledger } from '#features/ledger';
import { recordView, viewLevel, type PagePosition, type RecordView } from '#features/records';
import { Jurisdiction } from '#features/units';
import { IndicatorReading } from '../reading/indicator-reading.js';
import type { Question, Scope } from '../reading/question.js';
import type { TermReader } from '../reading/term-reader.js';
import { countingUnits } from '../reading/unit-attributes.js';
import { Places, type Placed } from './places.js';

/** Records that one statement reads. */
const BATCH_SIZE = 500;

/** Statements for one page: a term that few records meet must not hold a connection for long. The page is then short. */
const BATCHES_MAX = 10;

/** Units whose records one statement looks through. */
const UNITS_AT_ONCE = 200;

/** Records come with falling ids: behind this one a unit has none. */
const END_OF_UNIT = '00000000-0000-0000-0000-000000000000';

/** What is asked: records of a term of an indicator, or of a term of the measure that such a term counts. */
export interface AskedRecords {
  readonly term: CellsTerm;
  readonly scope: Scope;
  /** The term whose units' records they are. */
  readonly measured?: TallyTerm;
  readonly question: Question;
}

export interface RecordBehind {
  /** Fields that the caller may see; null where the record belongs to a unit that the caller may not look into. */
  readonly record: RecordView | null;
  readonly unit: string;
  readonly day: string;
  readonly value: number;
}

export interface RecordsPage {
  readonly records: readonly RecordBehind[];
  /** Where the next page begins; null behind the last. A page may be short, or empty, and have a next one. */
  readonly next: PagePosition | null;
}

/** The records that a number is made of. */
@Injectable()
export class RecordsBehind {
  constructor(
    @Inject(NODE_CONFIG) private readonly config: NodeConfig,
    @Inject(Database) private readonly database: Database,
    @Inject(CurrentCatalogue) private readonly current: CurrentCatalogue,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(Jurisdiction) private readonly jurisdiction: Jurisdiction,
    @Inject(IndicatorReading) private readonly reading: IndicatorReading,
  ) {}

  /** Throws `records_stay_below`. */
  async page(
    caller: Caller,
    asked: AskedRecords,
    after: PagePosition | undefined,
    limit: number,
  ): Promise<RecordsPage> {
    this.assertMaySee(caller, asked.term);
    return this.database.snapshot(async (tx) => {
      const reader = await this.reading.reader(tx, asked.question);
      const isUnset = asked.term.term.params.some((code) => reader.param(code) === null);
      return isUnset ? { records: [], next: null } : this.search(tx, reader, { caller, asked, after, limit });
    });
  }

  private async search(
    tx: Sql,
    reader: TermReader,
    {
      caller,
      asked,
      after,
      limit,
    }: { caller: Caller; asked: AskedRecords; after: PagePosition | undefined; limit: number },
  ): Promise<RecordsPage> {
    const { term, question } = asked;
    const days = reader.windowOf(term);
    const places = new Places(question, term, days, countsOf(asked, reader));
    const records: RecordBehind[] = [];
    let last: PagePosition | undefined = after;
    let position: PagePosition | null | undefined = after;
    for (let batch = 0; batch < BATCHES_MAX && position !== null; batch++) {
      const looked = await this.candidates(tx, asked, days, position);
      const contributions = await this.ledger.contributionsOf(tx, looked.rows);
      const placed = looked.rows.flatMap((row, index) => {
        const place = places.of(contributions[index] ?? []);
        return place ? [{ row, place }] : [];
      });
      for (const { row, place } of await this.newestOf(tx, asked, days, placed)) {
        if (records.length === limit) return { records, next: last ?? null };
        records.push(this.shown(caller, row, place, term));
        last = row;
      }
      position = looked.next;
    }
    return { records, next: position ?? null };
  }

  /** Records that may count: of the units that keep anything in these days. */
  private async candidates(
    tx: Sql,
    { term: { term }, question: { unit, borders } }: AskedRecords,
    days: WindowDays,
    after: PagePosition | undefined,
  ): Promise<{ rows: readonly RecordWithEntry[]; next: PagePosition | null }> {
    const query = { term: term.key, ...days, unit: unit.code, borders: borders.spansAt(unit.code) };
    // A record that says where it counts may be any unit's.
    const units = term.placedByField
      ? undefined
      : await unitsKeeping(tx, query, after?.unit ?? '', UNITS_AT_ONCE);
    if (units?.length === 0) return { rows: [], next: null };
    const rows = await listRecords(tx, {
      ...{ type: term.type, unitPrefix: '', status: 'counted', fields: new Map(), limit: BATCH_SIZE },
      // What begins to count later than it happens is found all the same; nothing counts before.
      to: days.to,
      ...(units ? { units } : {}),
      ...(after ? { after } : {}),
    });
    if (rows.length === BATCH_SIZE) return { rows, next: rows.at(-1) ?? null };
    const lastUnit = units?.length === UNITS_AT_ONCE ? units.at(-1) : undefined;
    return { rows, next: lastUnit === undefined ? null : { unit: lastUnit, record: END_OF_UNIT } };
  }

  /** Of reports whose newest one counts, those that no newer one has replaced. */
  private async newestOf(
    tx: Sql,
    { term, question }: AskedRecords,
    days: WindowDays,
    found: readonly { readonly row: RecordWithEntry; readonly place: Placed }[],
  ): Promise<readonly { readonly row: RecordWithEntry; readonly place: Placed }[]> {
    if (term.term.merge !== 'newest' || found.length === 0) return found;
    const { borders, unit } = question;
    const buckets = await newestBuckets(tx, {
      ...{ term: term.term.key, unit: unit.code, width: codeLength('community', this.config.unit), ...days },
      units: [...new Set(found.map(({ place }) => place.unit))],
      ...{ borders: borders.spansAt(unit.code), day: borders.dayOf(term, days.to) },
    });
    const newest = new Map(buckets.map((cell) => [`${cell.unit} ${cell.item}`, cell.bucket]));
    return found.filter(({ place }) => newest.get(`${place.unit} ${place.item}`) === place.day);
  }

  private shown(caller: Caller, row: RecordWithEntry, place: Placed, { term }: CellsTerm): RecordBehind {
    const mayLook = this.jurisdiction.covers(caller.unit, row.unit);
    return {
      record: mayLook ? recordView(this.current, row, this.levelOf(caller)) : null,
      ...{ unit: place.unit, day: place.day, value: toNumber(fromScaled(place.value, term.scale)) },
    };
  }

  private assertMaySee(caller: Caller, { term }: CellsTerm): void {
    const type = this.current.catalogue.types.get(term.type);
    const level = this.levelOf(caller);
    if (!type || !mayReach(term.reach, level) || !mayReach(type.travel, level))
      throw new SilianError('records_stay_below');
  }

  private levelOf(caller: Caller) {
    return viewLevel(this.config.profile.level, caller.level);
  }
}

/** In which units records count. */
function countsOf(
  { term, scope, measured, question }: AskedRecords,
  reader: TermReader,
): (unit: string) => boolean {
  if (!measured) {
    const counting = countingUnits(question, term, scope);
    return (unit) => counting?.has(unit) ?? true;
  }
  const counting = countingUnits(question, term, []);
  const units = reader.unitsMeasured(measured.measure, scope).map(({ code }) => code);
  const codes = new Set(units);
  const width = units[0]?.length ?? 0;
  return (unit) => codes.has(unit.slice(0, width)) && (counting?.has(unit) ?? true);
}
